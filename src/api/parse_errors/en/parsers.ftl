### The messages of parsers about what a person typed or chose, as whole sentences, word for word as
### the parsers write them. The node sends them in English; the page finds them here and shows them
### in its language. One that is missing here is shown in English.

## Addresses and public keys

address-empty = The address is empty.
address-link = This is a link, not an address.
address-payment-link = This is a payment link; paste only the address in it.
address-public-key = This is a public key, not an address.
address-other-currency =
    This is an address of { $currency }; coins of this chain can{ "'" }t be sent to it.
address-mixed-case = The address mixes upper and lower case.
address-not-of-chain =
    This isn{ "'" }t an address; this chain{ "'" }s addresses begin with { $wanted }1.
address-none = This isn{ "'" }t an address.
address-character = The character { $character } does not occur in addresses.
address-prefix =
    The address begins with { $found }1; this chain{ "'" }s addresses begin with { $wanted }1.
address-checksum = The address has a typing error.
address-version = The address has the unknown version { $version }.
address-length = The address has { $found } bytes of data, not 20.
address-too-many = The address has a character too many.
key-digits = A public key is written as { $digits } hexadecimal digits.
key-point = The public key is not a point on the curve.

## Amounts

amount-empty = The amount is empty.
amount-not-number = The amount is not a number such as 1.5.
amount-negative = The amount is negative.
amount-decimals =
    The amount has { $found } decimal places, at most { $most } are possible.
amount-too-large = The amount exceeds the maximum of { $most }.
amount-zero = An amount of zero can’t be sent.
amount-small-coins =
    The coins are too small to send so much at once; { $most } is the most, in { $coins } coins.
data-too-long = { $length } bytes are too many to be carried; { $most } are the most.

## Words, passphrases and wallets

words-few = Enter { $wanted } words ({ $found } so far).
words-count = Enter 12, 15, 18, 21 or 24 words: these are { $found }.
words-unknown = Word { $position }, { $word }, is not on the list of words.
words-checksum =
    The checksum does not match: a word is wrong, or two are in the wrong order.
passphrase-wrong = The passphrase is wrong.
wallet-locked = This wallet is locked with a passphrase.
wallet-other = These words belong to another wallet.
not-waiting = This payment does not wait any more.
change-spent = A later payment spends its change: cancel or speed up that one.

## Links and files

link-empty = Paste the link that a friend sent you.
link-no-payload = That isn’t an invitation link: one has “#chain=” and many letters behind it.
link-too-long =
    This link is too long: { $length } characters; at most { $most } are allowed.
link-alphabet =
    This isn’t an invitation link, or it is damaged (character { $at } after “chain=”): copy the whole link again.
link-checksum = This link is damaged or cut off: copy the whole link again.
link-version =
    This link has format { $version }, which this program does not know: reload the page to get the newest one.
link-unreadable = This link can’t be read: { $error }.
link-unusable = This link can’t be used here: { $error }.
link-chain = This link describes a chain that can’t exist: { $error }.
link-relay = This link names a relay that is not a ws:// or wss:// address: “{ $url }”.
link-node = This link names a node that can’t be called: “{ $url }”.
receipt-link = Paste the receipt’s text: it is a link with “receipt=” in it.
receipt-too-long = This text is too long for a short receipt.
receipt-damaged = This receipt is damaged or cut off: copy all of it again.
receipt-version =
    This receipt has format { $version }, which this program does not know: reload the page to get the newest one.
settings-too-long = This file has { $length } bytes, settings have at most { $most }.
settings-none = This isn’t a Tabchain settings file ({ $error }).
settings-old =
    These settings name no rule_level: an older program wrote them, and this one can’t read them.

## Payees and payment requests

payee-too-long = This is too long to be an address or a request.
payee-words = These are the words of a wallet, not an address: show them to nobody.
payee-hash = This is the id of a transaction or a block, not an address.
payee-scheme = This is a “{ $scheme }:” link, and coins of this chain can’t be sent to it.
payee-none = This link names no payee: ask for an address or a payment request.
payee-invitation =
    This is an invitation to the chain “{ $chain }”, not an address: ask for an address or a payment request.
request-other-chain =
    This request is for coins of the chain “{ $chain }”: open that chain to pay it.
request-needs =
    This request needs “{ $name }”, which this program does not know: ask for another request, or for the address alone.
request-twice = This request has more than one “{ $name }”: ask for another request.
request-amount =
    This request has an amount that can’t be read, “{ $amount }”: ask for another request.
request-hidden = This request has a “{ $name }” that can’t be shown: ask for another request.

## Descriptors of accounts

descriptor-form =
    This isn’t a descriptor; one begins with account( and ends with # and 8 characters.
descriptor-checksum = The descriptor has a typing error, or a part of it is missing.
descriptor-content = The descriptor does not hold the keys of an account.
