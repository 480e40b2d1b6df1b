### The first page: starting, joining, opening and removing chains.

title = A blockchain in your browser tabs
lead =
    Make your own coin in one click, mine it right here, and pay friends straight from tab to tab: no
    sign-up, no company, no server in the middle.
have-words = I have a wallet’s words or a backup
verify = Received a proof or a receipt? { ELEMENT($link) }; no chain needed.
verify-link = Verify it here

## Starting a chain

start-title = Start a chain
start = Start a new chain
starting = Measuring this device and making the first block…
start-hint = Ready instantly, even offline.
settings = Settings

## The settings of a new chain

names = Names
name = Name
symbol = Coin symbol
symbol-hint = 2 to 8 capital letters or digits.
prefix = Addresses begin with
prefix-hint = Leave blank to use the symbol.
text = Message in the first block
text-hint = Quote today’s headline to prove the chain wasn’t started earlier.
coins = Coins
reward = Block reward
# The sum of all block rewards.
reward-hint = About { NUMBER($coins) } coins in all, since the reward halves again and again.
halving = Blocks until the reward halves
# $span is a duration, such as 24 days.
halving-hint = { NUMBER($blocks) } blocks take about { $span }.
maturity = Blocks until a reward can be spent
# $span is a duration, such as 60 seconds.
maturity-hint = About { $span }. Until then other blocks may still replace the one that pays it.
grant = Welcome coins
grant-hint = Free, once for each address, on chains for trying things out. Leave blank for none.
grant-until = Last block with welcome coins
empty-allowed = Allowed
empty-padded = Allowed, padded
empty-forbidden = Not allowed
interval = Seconds between blocks
interval-hint = Quick blocks suit a group that tries things out; slow ones waste less work.
starting-difficulty = Starting difficulty (hashes)
difficulty = Difficulty
difficulty-follows = Follows the miners
difficulty-fixed = Fixed, for practice
confirmations = Confirmations until final
# $span is a duration, such as 60 seconds.
confirmations-hint = About { $span }. More of them resist people with more computing power.
max-weight = Max weight per block
# The two limits and the weight of a payment are weight units.
max-weight-hint =
    { NUMBER($least) } to { NUMBER($most) }; a payment weighs about { NUMBER($payment) }.
max-transactions = Max transactions per block
max-transactions-hint = { NUMBER($count) } in a block are up to { NUMBER($rate) } a second.
least-transactions = Min transactions per block
least-transactions-hint = The reward counts as one.
empty-blocks = Empty blocks
filler = Padding of empty blocks
filler-hint = What an empty block must say, in 80 letters or fewer.
max-peers = Max peers
max-peers-hint = Links of one tab. More of them spread blocks faster and cost more data.

# How long the first search for a block takes.
search-measured =
    Left blank: measured on this device, so that a block takes it about one interval.
search-unknown = How long the first search takes; later blocks follow the miners.
search-short = Less than a second for one core; later blocks follow the miners.
search = { $seconds ->
    [one] About { NUMBER($seconds) } second for one core; later blocks follow the miners.
   *[other] About { NUMBER($seconds) } seconds for one core; later blocks follow the miners.
}

## Who makes the blocks

block-authors = Block authors
makers = Blocks are made by
makers-anyone = Anyone who mines
makers-authors = Only these authors
makers-authors-work = Only these authors, who must mine too
authors = Authors
authors-hint =
    Their public keys, one per line. Authors can’t be changed. The chain needs more than half of them
    online.
add-key = Add my key

## The first coins

first-coins = First coins
first-coins-hint = Coins that exist from the start, in addition to block rewards.
add-recipient = Add recipient
add-myself = Add myself
genesis-author = The first block pays
genesis-author-hint =
    An address or a public key; it gets one block reward. Leave blank for nobody.
owner = Owner { $number }
owner-hint = An address of any chain, or a public key.
owner-coins = Coins of owner { $number }
owner-remove = Remove owner { $number }
remove = Remove

## A settings file

settings-file = Open a settings file
settings-file-hint =
    Starts the chain with the settings in the file. Everybody who opens the same file is on the same
    chain; the page Network saves one.

## Joining a chain

join-title = Join a friend’s chain
link = Chain link
link-hint = The link that a friend sent you.
join = Join
join-scan = Scan a QR code

## The dialog before a chain is joined

join-dialog-title = Join a chain
join-chain = Join this chain
join-not-now = Not now
# $relay is the name of a computer.
join-relay = Call the relay { $relay }, too
# $chain is the chain that is open now.
join-leaves-mining = { $chain } is closed, and your mining there stops.
join-leaves = { $chain } is closed; you can open it again at any time.
# $size is a number of bytes, such as 500 MB.
join-fetches =
    Its blocks are then fetched and kept on this device; beyond { $size } only the newest ones.
join-seen = The relay and the people on the chain see your network address.
join-request =
    The link asks for a payment. After joining, you see it in the form, and nothing is paid before
    you agree.
join-request-facts = Requested payment
join-request-by = Requested by
join-request-for = For
join-facts = The chain
join-coin = Coin
join-genesis = Genesis block
join-new = New to this browser
join-known = You have this chain already
join-no-relay = None: this link lets you meet nobody
join-relay-name = Relay
join-authors = { $count ->
    [one] Only its { NUMBER($count) } author
   *[other] Only its { NUMBER($count) } authors
}
join-interval = A block about every

## The first steps on a chain

steps = First steps
# $chain is the chain’s name.
steps-founder = { $chain } is running. Three steps to try it out:
steps-guest = Welcome to { $chain }! Three steps to try it out:
steps-done = You have done everything there is to do. Have fun!
steps-hide = Hide these steps
step-done = done
step-mine = Mine a block
step-mine-why = It pays you the first coins.
step-invite = Invite a friend
step-invite-why = Send the link, or show its picture to a phone.
step-pay = Pay somebody
step-pay-why = Ask for an address, type an amount, send.
step-get-paid = Get paid
step-get-paid-why = Send your address to the person who invited you.

## The chains of this profile

known-title = Your chains
open = Open
open-name = Open { $chain }
remove-name = Remove { $chain }
open-now = Open now
# $size is a number of bytes, such as 1.2 MB.
known-stored = { $size } on this device
# $time is a date with the time of day.
known-last-open = Last open { $time }
remove-question = Remove this chain and its blocks from this device?
remove-consequence =
    Its link brings it back as long as somebody else keeps the blocks, and your words bring back
    your coins.
remove-keep = No, keep it
remove-agree = Yes, remove it

## A chain whose data may be damaged

unopened-title = “{ $chain }” is not open
unopened-wallet =
    Your wallet is not affected: its words bring back your coins on any device.
unopened-words = Your words
unopened-again = Try again
unopened-refetch = Fetch again from others
unopened-remove-name = Remove { $chain } from this device
refetch-question = Erase the saved blocks and fetch them from others?
refetch-agree = Yes, fetch them again
unopened-consequence =
    That works as long as somebody else keeps the blocks. Payments that no block holds yet are lost.

## A profile that can’t be read

unreadable-title = This profile can’t be opened
unreadable-text =
    Its chains and its wallet are still on this device, exactly as they were. Nothing is written to
    them.
unreadable-anew =
    You can start anew beside it, with another wallet, in the profile { ELEMENT($profile) }. The
    words that you have written down bring their wallet back there.
unreadable-begin = Start anew beside it

## The public key

key-title = Your key, for block authors
key = Your public key
key-hint =
    Share this key with someone who wants to list you as a block author or give you starting coins.
    It is the same on every chain, and can’t be used to spend.
key-copy = Copy your key
