### Why something was refused or went wrong.

## The settings of a new chain

not-whole-number = “{ $text }” is not a whole number that fits here, such as 10.
out-of-bounds =
    Enter { $least } to { $most }; { $value } is outside of that.
length = Use { $least }–{ $most } characters; this has { $length }.
# $code is a character’s number in Unicode, in hexadecimal.
hidden-character =
    Hidden or misleading characters aren’t allowed (U+{ $code }): type it again.
character = “{ $character }” isn’t allowed here.
prefix-taken =
    Addresses would begin with { $prefix }, as those of { $currency } do. Choose another symbol or an
    address prefix.
symbol-form = A symbol has 2 to 8 letters A to Z or digits, such as TAB.
first-difficulty = The first block takes { $least } to { $most } hashes.
# $error is what is wrong with the key.
author-key = Author { $line }: { $error }.
author-twice = Author { $line }: this key is listed already.
no-authors = List the public key of at least one author, or let everyone make blocks.
empty-allocation = This gives nothing: enter an amount of coins.
supply = All coins together would be more than the { $most } that can be counted.
nobody-can-pay =
    Nobody would have a coin to make the first block’s transactions with: give somebody first coins.
few-can-pay =
    With the first coins, no more than { $possible } transactions can be made in the first block.
only-grants =
    Enter { $least } or more: welcome coins cost nothing, and their transactions alone could fill
    every block.
least-too-heavy = So many transactions don’t fit into the largest block.
useless-filler = Padding is of no use if every block must have transactions.
unpaid-author = The first block pays nobody if the block reward is 0.

## Payments; the values are amounts with the coin’s symbol

coins-moved = Your coins have moved since this review. Nothing was sent. Review it again.
fee-too-high =
    The fee would be { $fee }. This wallet pays at most { $most } for such a transaction. Nothing
    was sent. Try again when fewer payments are pending.
insufficient-funds =
    Not enough coins: this needs { $needed } with the fee, and { $available } can be spent now.
chosen-funds =
    The chosen coins have { $chosen }: this needs { $needed } with the fee. Choose more of them, or
    none, and the wallet chooses.
chosen-spent = A chosen coin can’t be spent now: it is spent, frozen or too young. Choose again.
insufficient-fee = This needs a fee of { $needed }, and only { $available } can pay it.
dust =
    { $least } is the least that can be sent: a smaller coin would cost more to spend than it is
    worth.

## Contacts, payment requests and private notes

nothing-requested = Enter an amount, or leave it blank to let the payer choose.
many-payees = One payment has at most { $most } payees. Make two payments.
not-coin = This wallet has no such coin any more.
no-name = Enter a name.
name-taken = Another contact has this name already.
many-contacts = { $most } contacts are here already, and no more fit. Remove one of them first.
many-requests = { $most } requests are here already, and no more fit. Remove one of them first.
labels-full =
    The contacts, requests and private notes of this chain take all the room that they may. Remove
    some of them first.
# BIP329 is the name of the form of such files.
not-labels = This isn’t a file of labels (BIP329): line { $line } can’t be read.
# $length and $most count bytes.
text-too-long = This is too long: { $length } bytes, and { $most } are the most.

## Storage; $error is the storage’s own message

not-saved = Nothing is being saved: { $error }. This node tries again automatically.
chain-unreadable = The stored chain can’t be read: { $error }.
wallet-unread = The wallet can’t read the stored chain: { $error }.
wallet-rebuilt =
    This wallet’s saved data was damaged. It is being made again from the chain and your words;
    unconfirmed payments may be missing.
history-gaps =
    Blocks up to { $height } were deleted here before this wallet read them. Its balance is right,
    but its history may lack payments in those blocks whose coins have been spent since.
room-exceeded =
    This chain takes more room than a joined chain gets on this device. From now on only its newest
    { $blocks } blocks are kept; the page Network can change that.
key-elsewhere =
    Your key is in use in another place: it sealed block { $height } ({ $block }), which this node
    did not make. This node stopped making blocks. Make them in one place only.
chain-unusable = This chain’s saved data can’t be used: { $error }.
opening-interrupted =
    The last attempt to open this chain did not finish: its saved data may be damaged.
profile-unreadable = This profile’s file can’t be read and was left unchanged: { $error }.
other-tabs-profile =
    Another tab of this browser uses this profile, and its wallet can’t be read.
owner-unknown =
    This browser does not say whether another tab uses the same profile, so nothing is saved.

## The explorer; $by is a transaction id

search-empty = Type a height, a block hash, a transaction id or an address.
search-form =
    Type a height, a block hash, a transaction id or an address. The first digits of a hash or an
    id suffice.
short-beginning = Type at least { $digits } digits of a hash.
ambiguous-beginning = More than one block or transaction begins like this: type more of it.
many-transactions =
    This chain has too many transactions to search by the beginning of an id: type all of it.
many-addresses = Too many addresses begin like this: type more of it.
no-block-at-height = The chain has no block at this height.
not-block-hash = This is not a block hash.
unknown-block = This node does not have that block.
not-txid = This is not a transaction ID.
unknown-transaction = This node knows no such transaction.
unknown-or-pruned =
    This node knows no such transaction. It may have been pruned: up to block { $height },
    transactions whose coins are all spent were pruned.
unknown-or-spent =
    This node knows no such transaction, or has pruned it because all its coins are spent.
no-such-output = This transaction has no such output.
long-history = This address’s history is too long to be added up here.
not-hexadecimal = This is not hexadecimal.
not-transaction = This is not a transaction: { $error }.
payment-replaced = This payment was made again with a higher fee: see transaction { $by }.
payment-cancelled = You cancelled this payment by transaction { $by }.
payment-spent = This payment failed: transaction { $by } spent the same coins.
payment-unfunded = This payment failed: it spends coins of transaction { $by }, which failed.
payment-dropped = This payment was dropped before a block took it. It may still arrive.

## Chains and wallets

no-grants = This chain gives no coins to newcomers.
grant-taken = This wallet has had its first coins, or the chain gives none any more.
no-grant-address = This wallet has no address that could be paid.
unknown-chain = That chain is not kept here. Open its invitation link again.
relay-form =
    A relay’s address begins with wss:// or ws:// and has at most { $most } characters.
relay-known = This chain uses that relay already.
many-relays = This chain uses { $most } relays already, and no more fit. Remove one of them first.
relay-list =
    The relays listed beside this page are not used: relays.json must be a JSON list of at most
    { $most } addresses.
listed-relay =
    The relays listed beside this page are not used: in relays.json, “{ $url }” is not a relay’s
    address.
many-chains =
    { $most } chains are kept here already, and no more fit. Use another browser profile or data
    folder for this one.
many-accounts = This wallet has { $most } accounts on this chain already, and no more fit.
no-account = There is no such account.
account-known = This account is here already.
descriptor-elsewhere = This descriptor belongs to another chain. Open that chain first.
watch-only =
    This account is only watched: its words are not here, so nothing can be paid or signed with it.
no-replaced-wallet = No replaced wallet is kept here.
replaced-wallet-kept =
    The wallet that you replaced before is still kept here, and would be erased now. Bring it back, or
    erase it, first.
empty-passphrase = A passphrase needs at least one character.
passphrase-needed = Enter this wallet’s passphrase.
not-backup =
    This is not the backup of a wallet, or it was cut or changed. Choose another copy of the file.
backup-version = A newer version of Tabchain made this backup. Update this one.
keep-newest =
    Type how many of the newest blocks to keep: a whole number, { $least } or more.
not-author =
    Only the listed authors make blocks on this chain, and your key is not among them.
hidden-text = There is a hidden or misleading character in it: type it anew with plain letters.
payment-refused = The transaction was refused: { $error }.
# $characters and $bytes are the most of each.
name-form =
    A name has at most { $characters } characters and { $bytes } bytes, and no slash.
tag-too-long =
    Your name and the block message have { $length } bytes together, and { $most } are the most.
no-chain = Start a chain or join one first.

## Other tabs and this device

nothing-to-take-over = There is nothing to take over.
other-tabs-wallet =
    Another tab of this browser keeps this wallet. Change it there, or close that tab: then this one
    takes over.
other-tabs-key =
    Another tab of this browser keeps your key. Make blocks there, or close that tab: then this one
    takes over.
other-tabs-chain =
    Another tab of this browser keeps this chain. Do that there, or close that tab: then this one
    takes over.
not-changed = Nothing was changed, because it can’t be saved: { $error }.
blocks-stay = The chain’s blocks are still here: { $error }.
data-stays = The chain’s saved data is still here: { $error }.
chain-unopened = This chain can’t be opened: { $error }.
blocks-unread = Blocks that this tab had in memory could not be read: { $error }.
no-room =
    All your chains together may take { $megabytes } MB on this device, and nearly all of it is in
    use. Remove a chain first.

## Proofs, receipts and stamps

proof-still-waits = This transaction is not in a block yet. Once it is, it can be proven.
proof-not-in-block = This node knows no block with this transaction.
proof-in-genesis =
    It is part of the chain’s first block, which follows from the chain’s settings: everybody who
    knows the chain knows it, so there is nothing to prove.
proof-block-pruned =
    This node has deleted that block to save space. A node that keeps all blocks can make the proof.
proof-too-far =
    Its block lies more than { $most } blocks above the first, too many for a proof file. The
    short receipt still works for everybody on this chain.
proof-cant-prove = It can’t be proven: { $error }.
receipt-needs-chain =
    A short receipt can be checked only on its own chain. Open that chain here and check it again,
    or ask for the whole receipt as a file.
not-chain-name = This is neither a genesis hash (64 digits) nor an invitation link.
proof-no-file =
    The receipt is right, but it is for a payment: it says nothing about any file. Check it without
    the file.
proof-other-file =
    This is not the file that was stamped. The proof is about another one, or the file was changed
    since: one letter more or less makes it another file.
not-proof =
    This is not a proof. Choose the file that “Save the proof” or “Save a receipt” made; its name
    ends in .tabproof.
proof-old-version =
    An older version of this page made the proof, and this one can’t read it. Ask for a new one.
proof-new-version =
    A newer version of this page made the proof. Reload the page to get the newest one.
proof-damaged = The proof is damaged or cut short. Ask for it again.
proof-too-large =
    This file is larger than { $megabytes } MB, which no proof is. Did you choose the file
    itself?
proof-future =
    Block { $height } of the proof comes from the future ({ $rule }): the proof was damaged or
    forged. Or is the clock of this device wrong?
proof-forged = The proof was damaged, or somebody tried to forge it: { $error }.
# $found is the name or the genesis hash of the proof’s chain.
proof-other-chain = The proof is of another chain than this one: it is of { $found }.
receipt-other-chain =
    This short receipt is of another chain than the open one: of the one whose genesis hash is
    { $found }. Open that chain and check it again, or ask for the whole receipt as a file.
receipt-unknown-block =
    This node does not have the block, at least not yet, so the receipt proves nothing here.
receipt-lost =
    A branch with more work has replaced the block of this receipt. What the block contains does not
    count on this chain.
receipt-forged = The receipt was damaged, or somebody tried to forge it: { $error }.
fee-changed =
    The fee has changed: it would be { $fee } now. Nothing was signed. Choose the file again.
stamp-funds =
    A stamp costs a fee of about { $needed }, and { $available } can be spent now. Mine a block
    first, or let a friend send you something.
not-sha256 = This is not a SHA-256: it has 64 digits from 0 to 9 and a to f.
not-own-address = This isn’t an address of this wallet, so this wallet can’t sign for it.
not-message-signature =
    This isn’t the signature of a message, or a part of it is missing. A signature has 136 characters.
