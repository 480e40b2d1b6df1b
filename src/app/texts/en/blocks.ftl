### The explorer: blocks, transactions, addresses, and how final a payment is.

title = Blocks
all-blocks = All blocks
waiting-title = Waiting payments

## The search

search = Search
search-label = Find a height, hash, transaction or address
search-nothing = This chain has no such block, transaction or address.

## The newest blocks as pictures

strip = Newest blocks
strip-next = Next
strip-waiting = { $count ->
    [one] { NUMBER($count) } payment waits
   *[other] { NUMBER($count) } payments wait
}
# $interval is a duration.
strip-interval = target: every { $interval }
# For screen readers, before a height.
strip-block = Block
yours = Yours
# For screen readers, before the message of a block.
strip-message = Its message:
# For screen readers, before the name that the miner wrote into a block.
strip-tag = Its miner’s name:
tag-title = The name that its miner wrote into the block. Nothing proves it.

## The list of blocks

height = Height
time = Time
payments = Payments
full = Full
author = Author
miner = Miner
hash = Hash
you = You
not-kept = Not kept here
older = Show older blocks

## While nobody makes blocks; $silence is a duration

stalled-mining = No block for { $silence }: nobody seems to be mining.
stalled-authors = No block for { $silence }: no author seems to be making any.
stalled-mine = Mine it yourself
stalled-make = Make it yourself

## The payments that wait for a block

payment = Payment
waiting-fee = Fee
waiting-loading = Looking them up…
waiting-none = No pending payments.
waiting-count = { $count ->
    [one] { NUMBER($count) } payment waits for a block.
   *[other] { NUMBER($count) } payments wait for a block.
}
waiting-up-to = up to { $coins }
waiting-up-to-hint = “Up to”: only the sender knows which part of a payment is change.
waiting-first = Show the first waiting payments
waiting-more = Show more waiting payments

## A block

block = Block
block-about = About this block
previous = Previous
next = Next
no-confirmations = none: outside the best chain
new-coins = New coins
fees = Fees
made-by = Made by
expected-hashes = Expected hashes
size = Size
previous-block = Previous block
copy-previous = Copy hash of the previous block
header = Header in full
merkle-root = Merkle root
copy-merkle-root = Copy Merkle root
version = Version
target = Target (bits)
nonce = Nonce
# The place of a transaction in its block, counted from 1.
transaction-number = Transaction { $number }
deleted-all =
    This node deleted everything in this block: its coins are all spent. Nodes that store every block
    still have it.
deleted-payments =
    This node deleted { $payments } of this block whose coins are all spent.
not-shown = { NUMBER($count) } more are not shown.

## An address

address-about = About this address
address-contact = Contact
address-qr = QR code of this address
copy-this-address = Copy this address
balance = Balance
received = Total received
transactions = Transactions
no-transactions = None yet on this chain.
address-deleted =
    This node deleted payments up to block { NUMBER($height) } whose coins are all spent: some of
    this address may be missing here.
address-older = There are older ones, which are not shown.
minimum-confirmations = Minimum confirmations
from-waiting = Waiting payments, too
from-one = 1 confirmation
from-final = { $confirmations }, when it is final
address-balance = Balance of this address

## Addresses with the same beginning

addresses = Addresses
addresses-more = Show more addresses
addresses-beginning = Addresses that begin with { $beginning }
addresses-none = None has been used on this chain.

## A transaction

transaction = Transaction
transaction-reward = Block reward
transaction-stamp = Stamp
transaction-waiting = Waiting for a block
transaction-final = Final
waiting-payment = Waiting payment
inputs-outputs = Inputs and outputs
see-history = See the coin’s history
transaction-about = About this transaction
transaction-id = Id
in-block = In block
transaction-fee = Fee
more = More
id-signatures = Id with signatures
copy-id-signatures = Copy id with signatures
lock-time = Lock time
block-hash = Block hash
from = From
to = To
coinbase = New coins and fees
block-message = Block message
# The labels of a transaction’s picture. $owner is one of the texts below.
flow-named = { $amount } · { $owner }
flow-several = { $amount } · { NUMBER($count) } coins
flow-reward = new coins and fees
flow-own = yours
flow-change = change
flow-fee = fee
change = Change
and-more = and { NUMBER($count) } more
unknown = Unknown
source = from this payment
newer-lock = A newer kind of lock
origin = where it comes from

## Data in a transaction

data-stamp = Stamp of the file with SHA-256
data-commitment = Commitment to the signatures
data-empty = Empty data
data = Data

## How final a payment is

sure-title = How final is it?
sure-risk-hint = Risk that an attacker undoes it
sure-risk = Risk
sure-share = Attacker’s share
sure-share-hint =
    How much of everyone’s mining power, yours included, an attacker might control. Nobody knows it;
    choose what would not surprise you.
sure-picture = Risk in per cent, by number of confirmations
sure-unprotected = Not protected yet
# $percent is the attacker’s share, and $risk a percentage.
sure-never = With { NUMBER($percent) } %, no waiting makes it final.
sure-enough =
    With { NUMBER($percent) } %, wait for { $confirmations } for a risk below { $risk }. This one
    has enough.
sure-silent =
    With { NUMBER($percent) } %, wait for { $confirmations } for a risk below { $risk }.
    { NUMBER($left) } to go, once somebody mines.
sure-left =
    With { NUMBER($percent) } %, wait for { $confirmations } for a risk below { $risk }.
    { NUMBER($left) } to go: about { $time }.
explain-title = How this is calculated
# $attacker is one of the two texts below.
explain =
    { $attacker } can mine a longer chain without it, in secret. Each block on top of it puts that
    chain further behind, so the odds of catching up fall with every confirmation. From half of all
    mining power on, waiting helps no more: such an attacker always catches up.
explain-payment = An attacker who wants a payment back
explain-stamp = An attacker who wants a stamp gone
explain-source =
    The numbers are those of section 11, “Calculations”, of Satoshi Nakamoto’s paper
    { ELEMENT($title) } (2008).
explain-paper = Bitcoin: A Peer-to-Peer Electronic Cash System

# Under the bar of the present number of confirmations.
bars-now = now
bars = Risk by number of confirmations. { $list }
bar = { NUMBER($confirmations) }: { $risk }
bar-now = { NUMBER($confirmations) } (now): { $risk }

## Probabilities as odds

certain = certain
in-hundred = { NUMBER($count) } in 100
in-ten = { NUMBER($count) } in 10
one-in = 1 in { $number }
rarest = less than 1 in { $number }
# $percent is a percentage.
over = over { $percent }
under = under { $percent }
