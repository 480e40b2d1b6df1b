### The choices of a person about the page on this device.

title = This device
language = Language
# The first of the browser’s languages that the page has.
language-browser = As the browser has it
# $language is the language’s name in itself. The page is in English then.
language-missing =
    { $language } could not be loaded, so the page is in English. Check your connection and try
    again.
language-again = Try again
theme = Theme
theme-system = As the system has it
theme-light = Light
theme-dark = Dark

## Notifications, which are shown while the page is out of view

notifications-off = Be told about payments and found blocks while you look at something else.
notifications-on = You are told about payments and found blocks while you look at something else.
notifications-blocked =
    Notifications are blocked for this page: allow them in the browser’s settings of this site.
notifications-want = Turn on notifications
notifications-stop = Turn off notifications

## The page as a program of the device

install-text = Put Tabchain among your programs. It then starts in a window of its own.
install = Install Tabchain
