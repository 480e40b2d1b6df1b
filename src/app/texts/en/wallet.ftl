### The wallet: balance, payments, history, and the safety of its words.

title = Wallet

## The balance

money-title = You can spend
# In place of “You can spend” for an account whose coins the person’s words can’t spend.
money-watched = Watch only: balance
money-incoming = Incoming (unconfirmed)
# Names the incoming amount for screen readers.
money-pending = Pending
money-outgoing = Outgoing (unconfirmed)
money-maturing = Maturing rewards
money-frozen = Of it frozen

## The coins that a chain gives each newcomer

grant-title = New here?
grant =
    This chain gives every newcomer { $coins }, once and for nothing. One of the next blocks brings
    them.
grant-button = Get your first coins

## Receiving

receive-title = Receive
receive-qr = QR code of your address
receive-address = Your address
receive-hint = Share this to get paid. A new one comes up after each payment.
receive-new = New address
receive-request = Ask for an amount
receive-contacts = Contacts
send-scan = Scan

## Sending

send = Send
send-to = To
send-to-hint = An address, a payment request or a contact’s name.
send-max = Max
send-max-hint = All that can be spent, less the fee
send-note-hint = Optional. It goes into the chain: everybody can read it, permanently.
# Further payees; $number counts from 2.
payee-add = Add a payee
payee-to = To { $number }
payee-amount = Amount { $number }
payee-remove = Remove
payee-remove-row = Remove payee { $number }
# Choosing the coins of a payment.
send-options = Options
coins-legend = Spend only these coins
coins-hint =
    Choose none, and the wallet chooses. Coins that one payment spends together are seen to belong to one
    person.
coins-empty = No coins yet.
coins-loading = Looking for your coins…
coins-note = Private note
coins-frozen = { $age }, frozen
coins-not-yet = { $age }, can’t be spent yet
coins-automatic = The wallet chooses the coins.
coins-sum = { $count ->
    [one] { NUMBER($count) } coin chosen: { $sum }
   *[other] { NUMBER($count) } coins chosen: { $sum }
}
coins-choose-none = Choose none
coins-freeze = Freeze coins
send-bill = This payment
# How soon a payment is confirmed, and its fee; $span is a duration such as about 10 seconds.
fee-choice = How soon
fee-next-block = Next block ({ $span }): { $fee }
fee-blocks = { $blocks } ({ $span }): { $fee }
fee-no-hurry = Some day: { $fee }
send-gets = Recipient gets
send-total = Total
send-readable = Everybody can read
send-own-address = This address is your own.
sent = { $coins } sent to { ELEMENT($payee) }
sent-more = { $count ->
    [one] { NUMBER($count) } further payee gets the rest of this payment.
   *[other] { NUMBER($count) } further payees get the rest of this payment.
}
sent-link = See the payment
sent-name = Give this address a name
# What a payment request says: who asks, and for what.
request-by = { ELEMENT($name) } asks for this.
request-for = This is asked for: { ELEMENT($purpose) }
request-by-for = { ELEMENT($name) } asks for this: { ELEMENT($purpose) }

## The review before a payment is signed

review-title = Review payment
review-warning =
    Payments can’t be taken back once they are in a block. Compare the whole address.
review-cancel =
    This cancels your payment of { $amount }: its coins go back to your own wallet, for a higher fee
    than the { $fee } that it pays. If a miner takes the first one into a block before that, it is
    not cancelled.
review-speed-up =
    This replaces your payment of { $amount } by the same payment with a higher fee than { $fee }.
    Only one of the two can ever be in a block.
review-bump =
    Somebody’s payment to you waits with a fee of { $fee }. This payment spends it, to yourself, with a
    fee for both, so that miners take both.
review-bill = Payment
review-coins = { $count ->
    [one] Chosen coin
   *[other] Chosen coins
}
review-recipient = Recipient
review-recipient-own = Recipient: your own address
review-nobody = Nobody: it only carries data
# $share is a percentage.
review-high-fee = The fee is high: { $share } of the amount.
review-back = Back
review-pay = Pay now

## A payment that waits for a block

waiting-cancel = Cancel payment
waiting-speed-up = Speed up

## The history

history = History
history-what = What
history-with = With
history-received = Received
history-sent = Sent
history-reward = Block reward
history-allocation = First coins
history-to-self = To yourself
history-stamp = Stamp
history-data = Public note
# Where a payment’s coins came from or went to.
history-new-coins = New coins
history-yourself = Yourself
history-everybody = Everybody
history-several = Several
history-rewards = { $count ->
    [one] { NUMBER($count) } block reward
   *[other] { NUMBER($count) } block rewards
}
history-reward-blocks = Blocks { NUMBER($oldest) } to { NUMBER($newest) }
history-fee = fee { $amount }
history-spendable = Spendable
history-final = Final
history-waiting = Waiting
# $confirmations and $blocks are counts.
history-immature = { $confirmations }, spendable in { $blocks }
# Names of rows for screen readers; $what is the kind of payment.
history-row-block = { $what }, block { NUMBER($height) }
history-row-failed = { $what }, failed
history-row-waiting = { $what }, waiting for a block
history-cancelled = Cancelled
history-spent = Failed: another payment spent its coins
history-unfunded = Failed: it spends coins of a payment that failed
history-given-up = Dropped before a block took it. It may still arrive.
history-see-other = See that one
history-each-reward = Show each block reward
history-empty = Nothing yet. Mine a block, or let a friend send you something.
history-all = All payments: search, filter, save
history-coins = Coins
# Private notes; $what is the payment’s name for screen readers.
note-add = Add a private note
note-add-to = Add a private note to { $what }
note-edit = Edit
note-edit-of = Edit the private note on { $what }

## The latest block rewards

reward-spendable = can be spent
reward-wait = can be spent in { $blocks }

## Safety

safety-title = Keep it safe
safety-no-passphrase = No passphrase is set: anyone using this browser can spend your coins.
safety-no-words =
    Your words are not written down yet: without them, a lost browser means lost coins.
safety-neither =
    No passphrase is set and your words are not written down yet: anyone using this browser can
    spend your coins; if you lose it, they’re gone.
safety-words = Your words
safety-change-passphrase = Change the passphrase
safety-set-passphrase = Set a passphrase
safety-lock = Lock the wallet by itself
safety-backup = Save an encrypted backup
safety-restore = Restore a wallet
safety-new = Make a new wallet with 24 words

## Links to what few people need

more = More
more-messages = Sign or check a message
more-accounts = Accounts and watch-only

## Accounts

account = Account
account-main = Main account
# $number counts from 2.
account-number = Account { $number }
# $balance is an amount of coins.
account-balance = { $name }: { $balance }
account-watched = { $name } (watch only): { $balance }
watched-title = Watch only
watched-text =
    You see this account’s payments and can give out its addresses. Nothing can be paid with it here,
    since its words are not here.
watched-manage = Manage accounts

## The words

words-text =
    These words are the wallet: on any device they bring back every coin. Write them on paper.
    Anyone who reads them can spend everything, so show them to nobody.
words-saved = I have written them down
check-text =
    Type these words from your paper, so that you know it is right. The page hides them meanwhile.
# $number is the place of a word.
check-word = Word { NUMBER($number) }
check-wrong = This is not word { NUMBER($number) }. Look at your paper, or at the words again.
check-done = Check them
check-back = Show the words again
check-right = Right: your words are written down.
words-hide = Hide the words
words-passphrase = Passphrase for the words
words-show = Show the words

## The passphrase

passphrase-text =
    The passphrase encrypts your words on this device. Paying asks for it, and so does opening a chain
    for the first time. It can’t be recovered: if you forget it, only the words help.
passphrase-current = Current passphrase
passphrase-new = New passphrase
passphrase-again = New passphrase again
passphrase-differs = The two are not the same: type it once more.
passphrase-blank = Leave blank to remove the protection.
strength-weak = Easy to guess. Better: five or more words that have nothing to do with each other.
strength-fair = Fair, if nobody else uses it. One or two words more make it strong.
strength-strong = Strong, if nobody else uses it.
passphrase-save = Save the passphrase
passphrase-encrypting = Encrypting…
passphrase-saved = Saved.

## The lock

lock-text =
    After you have given the passphrase for a payment, the next ones need none until the wallet locks
    itself. A locked wallet still mines, receives and shows its coins. Your words, a backup and another
    passphrase always ask.
lock-after = Lock it
lock-each-payment = At once: each payment asks
lock-minutes = { $minutes ->
    [one] After { NUMBER($minutes) } minute without input
   *[other] After { NUMBER($minutes) } minutes without input
}
lock-never = Off: when the chain or this page is closed
lock-now = Lock it now
lock-open = Unlocked
lock-locked = Locked

## The encrypted backup

backup-text =
    A file with your words, encrypted. With its passphrase, it opens on any device, and in the program
    tabchain. Anyone who has both can spend everything.
backup-passphrase = Passphrase of the backup
backup-again = Passphrase of the backup again
backup-save = Save the file

## Unlocking

unlock-title = Unlock your wallet
unlock-text =
    Each chain has its own addresses. To open this one for the first time, your words are needed
    once, and they are encrypted under your passphrase.
unlock-passphrase = Your passphrase
unlock-not-now = Not now
unlock = Unlock

## Restoring a wallet

restore-text =
    This wallet takes the place of the one in this profile, which is kept for an undo.
restore-words = The wallet’s words
restore-words-hint =
    All 12 to 24, in their order. Numbers, commas and line breaks between them are ignored.
restore-file = Open a backup file
restore-file-hint = The file that “Save an encrypted backup” saved, in place of the words.
restore-passphrase = New passphrase (optional)
restore-passphrase-hint = It encrypts the words on this device.
restore-file-passphrase = Passphrase of the file
restore-file-passphrase-hint = It stays the wallet’s passphrase on this device.
restore-button = Restore this wallet
restored = Restored.
restored-unchanged = This is the wallet that you have already. Nothing has changed.

## A new wallet

new-wallet-text =
    Twelve words can’t be guessed either; some other wallets and devices expect 24. The new wallet
    takes the place of the one in this profile, and “Restore a wallet” can bring that one back. Coins
    do not move by themselves: bring the old wallet back to pay them to an address of the new one.
new-wallet-button = Make the new wallet
new-wallet-done = Made. Now write its 24 words down.

## The question before another wallet replaces the present one

replace-title = Replace this wallet?
replace-empty = The present wallet has no coins on the chains that this profile knows.
replace-has = The present wallet has:
replace-holding = { ELEMENT($coins) } on { $chain }
replace-saved = You said that its words are written down.
replace-unsaved = Its words are not written down yet.
replace-kept =
    It is kept on this device until you replace another one, so that you can bring it back.
replace-show-words = Show me its words first
replace-passphrase = Passphrase of the present wallet
replace-passphrase-hint =
    Without it, use another profile: add ?profile=NAME to this page’s address.
replace-keep = Keep this wallet
replace-agree = Replace it

## The wallet that was replaced

replaced-protected =
    The wallet that this one replaced is still kept on this device, encrypted under its passphrase.
replaced-open =
    The wallet that this one replaced is still kept on this device, without a passphrase.
replaced-passphrase = Its passphrase
replaced-undo = Bring it back
replaced-keep = No, keep it
replaced-erase-agree = Yes, erase it for good
replaced-erase = Erase it
