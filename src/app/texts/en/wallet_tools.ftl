### The wallet’s pages for a second look: payment requests, contacts and the whole history.

## Payment requests

requests-title = Payment requests
request-new = Ask for a payment
request-amount-hint = Leave blank to let the payer choose.
request-label = Your name
request-label-hint = Optional. The payer sees it with the request.
request-message = What it is for
request-message-hint = Optional. Only who has the request can read it; it does not go into the chain.
request-make = Make the request
request-title = Payment request
request-qr = QR code of the payment request
request-kind = Link for
request-for-all = Everybody: it opens this page and names the chain
request-short = People who have this chain: shorter
request-link = Request link
request-link-hint = Anyone who opens it sees the filled-in payment. Nothing is paid before they agree.
request-copy = Copy request link
request-share = Share
# The title that a phone’s share sheet shows.
request-share-title = Payment request
request-list = Your requests
request-none = No requests yet. One stays here until you remove it, and shows whether it is paid.
request-actions = Actions
request-any = Any amount
request-paid = Paid
request-on-the-way = Paid, waiting for a block
request-unpaid = Not paid yet
# $received and $wanted are amounts.
request-partly = { $received } of { $wanted } so far
request-show = Show
request-show-which = Show the request: { $which }
request-remove = Remove
request-remove-which = Remove the request: { $which }

## Contacts

contacts-title = Contacts
contacts-empty = Nobody yet. Give an address a name, and the page shows the name in its place.
# $prefix is how addresses of this chain begin.
contacts-text =
    The names stay on this device, for this chain only, and can’t be seen by others. Addresses here
    begin with { $prefix }. Somebody who uses a new address for each payment needs a name for each.
contact-new = Add a contact
contact-address = Their address
contact-name = Name
contact-hint = Only you see it.
contact-save = Save the name
contact-saved = Saved.
contact-change = Change
contact-remove = Remove
contact-remove-name = Remove { $name }

## Files of labels

labels-title = Names and notes as a file
labels-text =
    Contacts and private notes in the form of BIP329, which many wallets read and write. It has no
    keys, but anyone who reads it learns whom you know.
labels-save = Save names and notes
labels-open = Open a file of names and notes
labels-open-hint = Names and notes in it take the place of present ones.
labels-read = { NUMBER($added) } names and notes read.
# $left is a number of names and notes.
labels-read-some =
    { NUMBER($added) } names and notes read. { NUMBER($left) } do not fit this chain and were left out.

## Coins

coins-title = Coins
coins-text =
    Each amount that was paid to you and is not spent yet. A payment spends whole coins, and its
    payee sees where they came from. A frozen coin is left alone by every payment.
coins-none = No coins yet.
coin-from = From
coin-waiting = Waiting
coin-spendable = Can be spent
coin-not-yet = Not spendable yet
coin-frozen = Frozen
coin-freeze = Freeze
coin-thaw = Unfreeze
coin-freeze-which = Freeze { $amount } on { $address }
coin-thaw-which = Unfreeze { $amount } on { $address }

## The scanner

scan-title = Scan a QR code
scan-picture = Picture of the camera
scan-asking = Your browser asks whether this page may use the camera.
scan-looking =
    Hold an address, a payment request or an invitation in front of the camera. Its picture stays on
    this device.
scan-stop = Stop
scan-insecure =
    This page can’t use the camera, since it came without HTTPS. Copy the link and paste it into “To”.
scan-denied =
    The camera is not allowed here. Allow it in the browser’s settings for this page, or copy the link
    and paste it into “To”.
scan-missing = No camera was found on this device. Copy the link and paste it into “To”.
scan-busy =
    The camera gives no picture: another program may be using it. Close that and try again, or paste
    the link into “To”.

## The whole history

activity-title = All payments
activity-search = Search
activity-save = Save as CSV
activity-more = Show more
activity-none = No payments found.
activity-found = { $count ->
    [one] { NUMBER($count) } payment
   *[other] { NUMBER($count) } payments
}
filter = Show
filter-all = Everything
filter-received = Received
filter-sent = Sent
filter-rewards = Block rewards
filter-open = Waiting or failed

## Private notes

note-title = Private note
note = Note
note-hint = Only you see it. Leave blank to remove it.
note-cancel = Cancel
note-save = Save
