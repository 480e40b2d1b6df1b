### Stamps of files, receipts of payments, and checking both.

title = Proofs
all-chains = All chains

## Stamping a file

stamp-title = Stamp a file
stamp-text =
    Show later that a file existed today: a text, a photo, a contract. Only its fingerprint goes into
    the chain; the file itself never leaves this browser.
stamp-file = File to stamp
stamp-file-hint = Drop it here or choose it. Nobody can learn from the stamp what is in it.
# $percent is a percentage.
stamp-reading = Reading the file: { $percent }
stamp = Stamp it
stamp-see = See the stamp
stamped-in-block = { ELEMENT($file) } is stamped, in block { NUMBER($height) }.
stamped-waiting = { ELEMENT($file) } is stamped. The stamp is waiting for a block.
stamp-bill = This stamp
fingerprint = Fingerprint
stamped-before = You have stamped this file before: { ELEMENT($link) }. The older one shows more.
stamped-before-link = see that stamp
# $reason is the browser’s own message.
stamp-refused = This file can’t be stamped: { $reason }.

## The stamps of this wallet

file = File
proof = Proof
stamps = Your stamps
stamps-none =
    Nothing stamped yet. Choose a file above, and the chain will remember its fingerprint for good.
stamps-older =
    Older stamps are not shown; their transactions are still in your history and their proofs can be
    saved there.
stamp-waiting = Waiting for a block
stamp-block = In block { NUMBER($height) }
# $blocks is a number of blocks.
stamp-young = In block { NUMBER($height) }. The proof shows the time after { $blocks }

## Saving a proof or a receipt

receipt = Receipt
save-proof = Save the proof
save-receipt = Save a receipt
# Follows the button’s name for screen readers; $file is the name of the stamped file.
save-of = of { $file }
saved = Saved
proof-text =
    Shows when the stamped file existed, and the work that stands behind it. Anyone with the proof
    and the file can check both under Proofs, on any chain or none.
receipt-text =
    Shows who was paid how much, and the work that stands behind it. Anyone with the file can check
    it under Proofs, on any chain or none.
receipt-show = Show as a QR code
receipt-qr = QR code of the receipt
receipt-too-large = This transaction is too large for a QR code; the link below says the same.
receipt-short-text =
    This short receipt points to a block and proves nothing by itself: it counts for somebody who is
    on this chain and has that block. For everybody else, save the file.
receipt-short = Short receipt
receipt-copy = Copy the short receipt

## Checking a proof or a receipt

check-title = Check a proof or a receipt
check-text =
    Nobody needs to be trusted or asked: the proof brings the chain’s work with it, and this browser
    adds it up, even without a network.
check-proof = Proof or receipt
check-proof-hint = The file that you were given; its name ends in .tabproof.
check-file = The stamped file
check-file-hint =
    For a stamp: the file itself. It is only compared, and never leaves this browser.
check = Check
checking = Checking…
check-more = More
check-receipt = Text of a QR code
check-receipt-hint =
    A short receipt, instead of a file. It counts on its own chain, which must be open here.
check-chain = Expected chain (optional)
check-chain-hint = The genesis hash or invitation link of the chain that you expect.
check-nothing = Choose the proof or receipt first.
# $reason is the browser’s own message.
check-unread = This file can’t be checked: { $reason }.

## The verdict; $time is a date with the time of day

verdict = Verdict
verdict-file = This exact file existed by { $time }.
verdict-file-block = This exact file was stamped in block { NUMBER($height) }.
verdict-stamp =
    The proof is right: a file existed by { $time }. Choose the file, too, to see whether it is this
    one.
verdict-stamp-block =
    The proof is right: a file was stamped in block { NUMBER($height) }. Choose the file, too, to see
    whether it is this one.
verdict-reward = The receipt is right: this is the reward for block { NUMBER($height) }.
verdict-payment = The receipt is right: this was paid in block { NUMBER($height) }.
here-best =
    Your own node has the block in its best chain, and so has every node in sync with yours.
here-unknown =
    Your own node does not have this block, at least not yet. Wait until it has caught up, and check
    again.
here-lost =
    Careful: on your own node the block has lost to a branch with more work. What it contains does
    not count on this chain.
here-known =
    It belongs to a chain that you know. Open that chain, and your node tells whether the block is in
    its best chain.
here-elsewhere =
    You have not joined its chain. Anybody can start a chain, so compare its genesis hash with the
    one you were told, and see how much work stands behind it.
proof-young =
    The proof is young, with { $confirmations }: from { NUMBER($needed) } on it shows by when the
    file existed. Ask for a newer one later.
payment-young =
    The payment is still young. On this chain, a payment is final after { $confirmations }.
few-authors =
    At most half of the authors have sealed the block or one on top of it so far. Together they could
    have forged it.
was-short = This was a short receipt, so the work was counted by your own node.
outputs = Outputs
and-more = and more
copy-sha256 = Copy the SHA-256
chain = Chain
genesis-hash = Genesis hash
copy-genesis-hash = Copy genesis hash
block = Block
block-time = Block time
not-before = Not made before
existed-by = Existed by
existed-by-hint =
    Miners’ clocks may be wrong, so this includes a margin after the block’s own time. It may still
    be in the future.
sealed-by = Sealed by
sealed-authors = { NUMBER($sealed) } of { NUMBER($all) } authors
work = Proof of work
# Both are numbers of hashes, such as 1.83 million.
work-hashes = { $since } hashes since, { $all } in all
