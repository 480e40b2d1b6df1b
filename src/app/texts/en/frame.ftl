### What stands around every page: name, navigation, connection, figures and news.

# Leads the keyboard past the header.
skip = Skip to the page

## Navigation

pages = Pages
mine = Mine
wallet = Wallet
proofs = Proofs
network = Network

## State

connection = Connection
making-blocks = Making blocks
# For screen readers, before a hash rate.
mining-at = Mining at
status = Status
balance = Balance
# In place of “Balance” for an account whose coins the person’s words can’t spend.
watch-only = Watch only
height = Height
peers = Peers
tip = Tip
syncing = Fetching and checking blocks
scanning = Reading blocks for your wallet

## A newer version of the page

update-text = A new version of Tabchain is ready. This tab loads again and mining stops.
update-now = Update now

## A page that is loaded when it is first shown

part-loading = Loading…
part-missing = This page could not be loaded. Check your connection and try again.
part-again = Try again

## Before the node runs and after it has ended

starting = Starting your node…
ended-title = The node has stopped
ended-reload = Reload
ended-durable = Your chain and your wallet are kept; loading the page again starts it anew.
ended-failing =
    Everything since the last save is gone; loading the page again starts from the last save.
ended-other-tab =
    Another tab keeps your chain and your wallet; loading the page again starts this one anew.
ended-memory =
    Nothing could be saved, so what this tab did is gone; loading the page again starts anew.
# $reason says what is wrong with the name.
wrong-profile =
    The address of this page names a profile that can’t exist: { $reason }. Change the name after
    “profile=” and load the page again.
ended-unknown = Loading the page again may help.

## Commands that the page itself refuses

stays-locked = The wallet stays locked, so this chain was not opened.
not-running = The node is not running. Reload the page.
# Two ways to type an amount so that its comma has one meaning.
two-readings = Type { $grouped } or { $decimal }: with a comma it could be either.

## News

news = News
dismiss = Dismiss
found-one = You found block { NUMBER($height) }: { $coins } for you.
# $blocks is a count of blocks.
found-one-young = You found block { NUMBER($height) }: { $coins } for you, spendable in { $blocks }.
found-several =
    You found { $blocks }, the last one is block { NUMBER($height) }: { $coins } for you.
payment-received = { $coins } on the way to you, waiting for a block.
payment-to-you-confirmed = Received { $coins } (1 confirmation).
payment-confirmed = Your payment of { $coins } is in a block now.
saved = The chain and the wallet are saved again.
took-over = The other tab has closed. This tab keeps the chain and the wallet from now on.
payment-to-you-failed = A payment of { $coins } to you failed: { $reason }.
payment-failed = Your payment of { $coins } failed: { $reason }.
# Reasons why a payment failed; they stand in the two texts above.
failed-spent = another payment spent the same coins
failed-unfunded = it spends coins of a payment that failed
failed-given-up = it was dropped before a block took it
data-confirmed = Your data was confirmed in a block.
reorganised = A longer chain replaced { $blocks }.
reorganised-own =
    A longer chain replaced { $blocks }. You had found { NUMBER($own) } of them: the { $coins } that
    they paid you are gone.
