### Texts that several pages share.

# The product’s name, in place of a chain’s where none is open.
product = Tabchain

## Counts

blocks = { $count ->
    [one] { NUMBER($count) } block
   *[other] { NUMBER($count) } blocks
}
bytes = { $count ->
    [one] { NUMBER($count) } byte
   *[other] { NUMBER($count) } bytes
}
confirmations = { $count ->
    [one] { NUMBER($count) } confirmation
   *[other] { NUMBER($count) } confirmations
}
more-blocks = { $count ->
    [one] { NUMBER($count) } more block
   *[other] { NUMBER($count) } more blocks
}
payments = { $count ->
    [one] { NUMBER($count) } payment
   *[other] { NUMBER($count) } payments
}
peers = { $count ->
    [one] { NUMBER($count) } peer
   *[other] { NUMBER($count) } peers
}
people = { $count ->
    [one] { NUMBER($count) } person
   *[other] { NUMBER($count) } people
}
transactions = { $count ->
    [one] { NUMBER($count) } transaction
   *[other] { NUMBER($count) } transactions
}
weight-units = { $count ->
    [one] { NUMBER($count) } weight unit
   *[other] { NUMBER($count) } weight units
}

## Figures

# $done and $all are numbers.
progress = { $done } of { $all }
# The size of a block or a transaction.
size = { $bytes }, { $weight }
# An amount of coins with the coin's symbol.
coins = { $amount } { $symbol }
block = Block { NUMBER($height) }
about = about { $figure }

## Durations

seconds = { $count ->
    [one] { NUMBER($count) } second
   *[other] { NUMBER($count) } seconds
}
minutes = { $count ->
    [one] { NUMBER($count) } minute
   *[other] { NUMBER($count) } minutes
}
hours = { $count ->
    [one] { NUMBER($count) } hour
   *[other] { NUMBER($count) } hours
}
days = { $count ->
    [one] { NUMBER($count) } day
   *[other] { NUMBER($count) } days
}
years = { $count ->
    [one] { NUMBER($count) } year
   *[other] { NUMBER($count) } years
}
# The same where there is little room.
short-seconds = { NUMBER($count) } s
short-minutes = { NUMBER($count) } min
short-hours = { NUMBER($count) } h
short-days = { NUMBER($count) } d
short-years = { NUMBER($count) } y

## Large numbers. $figure has at most three digits, such as 1.83.

thousand = { $figure } thousand
million = { $figure } million
billion = { $figure } billion
trillion = { $figure } trillion
quadrillion = { $figure } quadrillion
# The same by powers of 10,000, for languages that count so, such as Chinese.
myriad = { $figure } × 10⁴
hundred-million = { $figure } × 10⁸
ten-quadrillion = { $figure } × 10¹⁶

## Figures that screen readers find by name

hash-rate = Hash rate
hashes-per-second = hashes per second

## Fields and buttons

address = Address
amount = Amount
blocks-title = Blocks
confirmations-title = Confirmations
fee = Fee for the miner
left = Left in your wallet
passphrase = Passphrase
public-note = Public note
status = Status
when = When
copy-address = Copy address
copy-block-hash = Copy block hash
copy-transaction-id = Copy transaction id

## Between two sentences

gap = { " " }

## Lists: the last two things, and those before

list-and = { $list } and { $last }
list-comma = { $list }, { $next }
