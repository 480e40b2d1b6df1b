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

## Signed messages

messages-title = Signed messages
sign-title = Sign a message
sign-text =
    A signature shows that the owner of an address wrote or agreed to a message. It can’t spend
    anything.
sign-watched = This account is only watched: its words are not here, so it can’t sign.
sign-address = Sign as
# $address is an address of this wallet.
sign-present = Present address: { $address }
sign-paid = Earlier address: { $address }
sign-identity = Identity: { $address }
sign-message = Message to sign
sign-message-hint = At most 4,096 bytes. Every character counts, also spaces and line breaks.
sign-review = Review
sign-question = Sign this message?
sign-warning = Anyone who gets the signature can prove that you signed these words.
sign-back = Back
sign-now = Sign now
signature = Signature
signature-hint = Give it away together with the address and the message.
signature-copy = Copy signature
signed = Signed.
check-title = Check a signed message
check-address = Address of the signer
check-message = Signed message
check-message-hint = Exactly as it was signed. It may have several lines.
check-signature = Signature to check
check-signature-hint = 136 characters.
check-button = Check
check-valid =
    Valid: the owner of this address signed exactly this message. The signature does not say when.
check-other = Not valid: this is the signature of another address.
check-not =
    Not valid: the owner of this address did not sign this message. Every character counts, also spaces
    and line breaks.
# $code is a character’s number in Unicode, in hexadecimal.
message-hidden =
    This message has a hidden or misleading character (U+{ $code }). It may not say what it seems to
    say.

## Accounts

accounts-title = Accounts
accounts-text =
    Each account has its own coins, addresses and history. Your words bring back all of your own.
account-name = Account
account-balance = Balance
account-actions = Actions
account-own = Your own
account-shown = Your own, shown now
account-watched = Watch only
account-watched-shown = Watch only, shown now
account-show = Show
account-show-which = Show { $name }
account-remove = Stop watching
account-remove-which = Stop watching { $name }
account-add = Add an account
account-add-name = Name of the account
account-add-hint = Optional. Only you see it.
account-add-button = Add the account
account-added = Added.
accounts-find-text =
    Restored your words? Accounts that you used before are found by their payments, once this chain is
    in sync.
accounts-find-passphrase = Passphrase to find accounts
accounts-find = Find my accounts
accounts-none-found = No further account was used on this chain.
accounts-found = { $count ->
    [one] { NUMBER($count) } account found.
   *[other] { NUMBER($count) } accounts found.
}

## Descriptors

descriptor-title = This account’s descriptor
descriptor-warning =
    Anyone who has the descriptor sees all payments of this account, past and future. They can’t spend.
descriptor-show = Show this account’s descriptor
descriptor = Descriptor
descriptor-hint = Another wallet on this chain can watch the account with it.
descriptor-copy = Copy descriptor
watch-title = Watch a wallet by its descriptor
watch-text =
    You see the account’s payments and can give out its addresses. Nothing can be paid with it here.
watch-descriptor = Descriptor to watch
watch-descriptor-hint = It begins with account( and ends with # and 8 characters.
watch-name = Name of the watched account
watch-button = Watch
watch-done = Added to the accounts.

## The scanner

scan-title = Scan a QR code
scan-picture = Picture of the camera
scan-asking = Your browser asks whether this page may use the camera.
scan-looking =
    Hold an address, a payment request or an invitation in front of the camera. Its picture stays on
    this device.
scan-invitation =
    Hold the QR code of an invitation into the picture. A friend finds it under “Network”.
scan-no-invitation = This is not an invitation. A friend finds its QR code under “Network”.
scan-unreadable =
    This browser can’t read the picture. Copy the link instead, and paste it.
scan-stop = Stop
scan-insecure =
    This page can’t use the camera, since it came without HTTPS. Copy the link and paste it instead.
scan-denied =
    The camera is not allowed here. Allow it in the browser’s settings for this page, or copy the link
    and paste it instead.
scan-missing = No camera was found on this device. Copy the link and paste it instead.
scan-busy =
    The camera gives no picture: another program may be using it. Close that and try again, or paste
    the link instead.

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
