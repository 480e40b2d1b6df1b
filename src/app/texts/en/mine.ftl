### Making blocks: the miner, and the authors on chains that have some.

title = Mine

## The miner

miner = Miner
start = Start mining
stop = Stop mining
cores = Cores
# $chosen and $all are numbers of cores.
cores-chosen = { $chosen } of { $all }
cores-hint = Use fewer cores to keep your device cool. Changes take effect at once.
screen-on = The screen stays on while you mine and this page is in view.
screen-off =
    This browser does not keep the screen on: on a phone, mining stops when it goes dark.

## The search as pictures

search = The search
searching = Searching for block { NUMBER($height) }
first-block = Your first block!
rate-line = Hash rate, last 3 minutes
# $least and $most are hash rates.
rate-line-text = Hash rate in the last 3 minutes: between { $least } and { $most }.
# $span is a duration, such as 3 min.
before = { $span } ago
now = now
closest-title = Closest hash for block { NUMBER($height) } so far
closest-start = any hash
# $hashes is a number of hashes.
closest-target = target: one in { $hashes }
closest-none = No hash has come near the target yet. Each try has the same chance.
closest-found = This hash meets the target.
# $hashes is a number of hashes, $factor says how much lower the target is.
closest-times =
    One hash in { $hashes } is as low as this one. The target is { $factor } times lower. Each try has
    the same chance, however close the last one was.
tries = Hashes tried since you started

## What mining does

explanation-title = What mining does
explanation-work =
    Mining gathers the waiting payments into a block and looks for a number that gives the block a
    hash below the target. The only way to find one is to try, so a hash below the target proves
    work.
# $interval is a duration.
explanation-pay =
    The miner who finds a block is paid new coins and the block’s fees. The target follows the speed
    of all miners together, so that a block comes about every { $interval }.

## What the miner can expect, and what it has found

found = Found
made = Blocks you made
expected-time = Your expected time per block
share = Your share of mining
expected-hashes = Expected hashes per block
job-delay = Job delay
milliseconds = { NUMBER($count) } ms
pays = A block pays
pays-coins = { $coins } and its fees
found-since = Found since you opened the chain
made-since = Made since you opened the chain
earned = Total earned
earned-at-least = at least { $coins }
none-found = Your blocks will be listed here.

## The message in one’s blocks

words = Words
message = Your block message
message-hint =
    Optional. Every block that you find carries it; everybody can read it, permanently.
message-save = Save message
message-saved = Your next blocks will say this.

recognised = Let others recognise my blocks
recognised-hint =
    Your blocks then pay to one address, so all of them have the same picture and colour, and everybody
    sees what you mined. Otherwise each block pays to a new address.

## The question before mining alone

alone-title = Nobody met yet
alone-text =
    You joined this chain, and no block of anybody else has arrived yet. Others probably have blocks
    that you don’t.
alone-consequence =
    What you mine now starts a rival history. Once you meet the others, their longer history replaces
    it, and the coins that you mined are gone.
alone-mine = Mine anyway
alone-wait = Wait

## Making blocks as an author

making-title = Make blocks
making = Making blocks
making-start = Start making blocks
making-stop = Stop making blocks
making-passphrase-hint = Your key signs each block. It is unlocked only while you make blocks.
not-author-title = Only the authors make blocks here
not-author-text =
    This chain was started with a list of authors, and your key is not among them. You can still be
    paid and pay, and this tab checks every block.
other-tab-title = Your blocks are made in another tab
other-tab-text =
    You have this page open twice, and your key makes one block at a time. Make blocks in the tab
    that you opened first, or close that one: this tab takes over then.
turn-yours = Block { NUMBER($height) } is your turn
turn-pause = You made one of the last blocks: block { NUMBER($height) } is for others
turn-other = Block { NUMBER($height) } is the turn of author { $number }

## The authors

authors = Authors
author = Author { $number }
author-you = Author { $number } (you)
you = You
next = Next
author-copy = Copy the key of author { $number }
author-last = Last made block { NUMBER($height) }
author-silent = None of the newest blocks
turns-title = How they take turns
turns-text =
    The authors make blocks one after the other, in this order. If the author in turn stays silent,
    another one steps in after a moment. An author of one of the last blocks leaves the next one to
    others. The chain goes on as long as more than half of the authors do.
turns-trust =
    Every block carries its author’s signature, and everybody’s tab checks it. You trust the authors
    to go on; more than half of them together could also rewrite what was.
