### 解析用户输入时的错误信息，写成完整的句子。

## 地址和公钥

address-empty = 地址是空的。
address-link = 这是链接，不是地址。
address-payment-link = 这是付款链接；请只粘贴其中的地址。
address-public-key = 这是公钥，不是地址。
address-other-currency = 这是 { $currency } 的地址；这条链的币不能付到那里。
address-mixed-case = 地址混用了大写和小写字母。
address-not-of-chain = 这不是地址；这条链的地址以 { $wanted }1 开头。
address-none = 这不是地址。
address-character = 地址中不会有字符 { $character }。
address-prefix = 这个地址以 { $found }1 开头；这条链的地址以 { $wanted }1 开头。
address-checksum = 地址有输入错误。
address-version = 地址的版本 { $version } 未知。
address-length = 地址中有 { $found } 字节的数据，应为 20 字节。
address-too-many = 地址多了一个字符。
key-digits = 公钥写作 { $digits } 位十六进制数。
key-point = 公钥不是曲线上的点。

## 金额

amount-empty = 请输入金额。
amount-not-number = 金额不是像 1.5 这样的数字。
amount-negative = 金额不能为负。
amount-decimals = 金额有 { $found } 位小数，最多 { $most } 位。
amount-too-large = 金额超过了上限 { $most }。
amount-zero = 不能发送零金额。
amount-small-coins = 币太零碎，一次发送不了这么多；用 { $coins } 笔币最多可发送 { $most }。
data-too-long = { $length } 字节太多，无法携带；最多 { $most } 字节。

## 助记词、密码和钱包

words-few = 请输入 { $wanted } 个助记词（目前 { $found } 个）。
words-count = 请输入 12、15、18、21 或 24 个助记词：现在有 { $found } 个。
words-unknown = 第 { $position } 个词 { $word } 不在助记词表中。
words-checksum = 校验不符：有一个词不对，或者有两个词的顺序错了。
passphrase-wrong = 密码不对。
wallet-locked = 这个钱包已用密码锁定。
wallet-other = 这些助记词属于另一个钱包。
not-waiting = 这笔付款已不在等待。
change-spent = 后来的一笔付款花掉了它的找零：请取消或加速那一笔。

## 链接和文件

link-empty = 请粘贴朋友发给你的链接。
link-no-payload = 这不是邀请链接：邀请链接含有“#chain=”，后面还有许多字母。
link-too-long = 这个链接太长：有 { $length } 个字符，最多 { $most } 个。
link-alphabet = 这不是邀请链接，或者它已损坏（“chain=”后第 { $at } 个字符）：请重新复制整个链接。
link-checksum = 这个链接已损坏或不完整：请重新复制整个链接。
link-version = 这个链接的格式 { $version } 是本程序不认识的：请重新加载页面，以获得最新版本。
link-unreadable = 这个链接无法读取：{ $error }。
link-unusable = 这个链接在这里不能使用：{ $error }。
link-chain = 这个链接描述的链不可能存在：{ $error }。
link-relay = 这个链接中的中继不是 ws:// 或 wss:// 地址：“{ $url }”。
link-node = 这个链接中的节点无法连接：“{ $url }”。
receipt-link = 请粘贴收据的文字：它是一个含有“receipt=”的链接。
receipt-too-long = 这段文字太长，不是短收据。
receipt-damaged = 这张收据已损坏或不完整：请重新复制全部内容。
receipt-version = 这张收据的格式 { $version } 是本程序不认识的：请重新加载页面，以获得最新版本。
settings-too-long = 这个文件有 { $length } 字节，设置文件最多 { $most } 字节。
settings-none = 这不是 Tabchain 的设置文件（{ $error }）。
settings-old = 这些设置没有 rule_level：它们由较旧的程序写成，本程序无法读取。

## 收款人和收款请求

payee-too-long = 这太长，不是地址或收款请求。
payee-words = 这是钱包的助记词，不是地址：不要给任何人看。
payee-hash = 这是交易或区块的 ID，不是地址。
payee-scheme = 这是“{ $scheme }:”链接，这条链的币不能付到那里。
payee-none = 这个链接没有收款人：请索要地址或收款请求。
payee-invitation = 这是加入“{ $chain }”链的邀请，不是地址：请索要地址或收款请求。
request-other-chain = 这个请求要的是“{ $chain }”链的币：请打开那条链来付款。
request-needs = 这个请求需要“{ $name }”，本程序不认识它：请索要另一个请求，或者只要地址。
request-twice = 这个请求中有不止一个“{ $name }”：请索要另一个请求。
request-amount = 这个请求中的金额“{ $amount }”无法读取：请索要另一个请求。
request-hidden = 这个请求中的“{ $name }”无法显示：请索要另一个请求。

## Descriptors of accounts

descriptor-form = 这不是描述符；描述符以 account( 开头，以 # 和 8 个字符结尾。
descriptor-checksum = 描述符有输入错误，或者缺了一部分。
descriptor-content = 描述符中没有账户的密钥。
