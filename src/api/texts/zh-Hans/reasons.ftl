### 为什么被拒绝或出了错。

## 新链的设置

not-whole-number = “{ $text }”不是这里可用的整数，例如 10。
out-of-bounds = 请输入 { $least } 到 { $most }；{ $value } 超出了范围。
length = 请使用 { $least } 到 { $most } 个字符；现在有 { $length } 个。
hidden-character = 不允许隐藏的或易混淆的字符（U+{ $code }）：请重新输入。
character = 这里不允许“{ $character }”。
prefix-taken = 地址会以 { $prefix } 开头，与 { $currency } 的地址相同。请另选一个符号或地址开头。
symbol-form = 符号由 2 到 8 个字母 A 到 Z 或数字组成，例如 TAB。
first-difficulty = 第一个区块需要 { $least } 到 { $most } 次哈希。
author-key = 出块人 { $line }：{ $error }。
author-twice = 出块人 { $line }：这个公钥已在名单中。
no-authors = 请至少列出一位出块人的公钥，或者让所有人都能出块。
empty-allocation = 这样什么都不会给：请输入币的金额。
supply = 全部的币加起来会超过可计数的上限 { $most }。
nobody-can-pay = 没有人有币来制作第一个区块的交易：请给某人初始币。
few-can-pay = 用这些初始币，第一个区块最多只能有 { $possible } 笔交易。
only-grants = 请输入 { $least } 或更大的数：欢迎币不需要付费，单是它们的交易就可能填满每个区块。
least-too-heavy = 这么多交易放不进最大的区块。
useless-filler = 如果每个区块都必须有交易，填充就没有用处。
unpaid-author = 区块奖励为 0 时，第一个区块不付给任何人。

## 付款

coins-moved = 核对之后，你的币有了变动。没有发送任何内容。请重新核对。
fee-too-high =
    手续费会是 { $fee }。这个钱包为这样的交易最多付 { $most }。没有发送任何内容。请等待确认的付款减
    少后再试。
insufficient-funds = 币不够：连同手续费需要 { $needed }，现在可用 { $available }。
chosen-funds = 选中的币共有 { $chosen }：连同手续费需要 { $needed }。请多选几笔，或者一笔也不选，由钱包来选。
chosen-spent = 选中的币里有一笔现在不能用：已经花掉、已冻结，或还没有成熟。请重新选择。
insufficient-fee = 这需要 { $needed } 的手续费，而能用来付的只有 { $available }。
dust = 最少可以发送 { $least }：更小的币，花掉它的费用会超过它本身的价值。

## 联系人、收款请求和私人备注

nothing-requested = 请输入金额，或者留空由付款人决定。
many-payees = 一笔付款最多有 { $most } 位收款人。请分成两笔付款。
not-coin = 这个钱包已经没有这笔币。
name-form = 名字最多 { $characters } 个字符、{ $bytes } 字节，并且不含斜线。
tag-too-long = 你的名字和区块留言共有 { $length } 字节，最多 { $most } 字节。
no-name = 请输入名字。
name-taken = 另一位联系人已有这个名字。
many-contacts = 这里已有 { $most } 位联系人，不能再多。请先移除一位。
many-requests = 这里已有 { $most } 个请求，不能再多。请先移除一个。
labels-full = 这条链的联系人、请求和私人备注已用满允许的空间。请先移除一些。
not-labels = 这不是标签文件（BIP329）：第 { $line } 行无法读取。
text-too-long = 太长了：{ $length } 字节，最多 { $most } 字节。

## 存储

not-saved = 现在什么都保存不了：{ $error }。本节点会自动重试。
chain-unreadable = 保存的链无法读取：{ $error }。
wallet-unread = 钱包无法读取保存的链：{ $error }。
wallet-rebuilt = 这个钱包保存的数据已损坏。正在用链和你的助记词重建；未确认的付款可能缺失。
history-gaps =
    区块 { $height } 及之前的区块，在这个钱包读取之前就从这里删除了。余额是对的，但历史记录中可能缺
    少那些区块里币已花掉的付款。
room-exceeded =
    这条链占用的空间，超过了本设备给所加入的链的上限。从现在起只保留最新的 { $blocks } 个区块；可以
    在“网络”页面更改。
key-elsewhere =
    你的密钥在另一处使用：它签封了区块 { $height }（{ $block }），而那不是本节点制作的。本节点已停止
    出块。请只在一处出块。
chain-unusable = 这条链保存的数据无法使用：{ $error }。
opening-interrupted = 上次打开这条链没有完成：它保存的数据可能已损坏。
profile-unreadable = 此档案的文件无法读取，已保持原样：{ $error }。
other-tabs-profile = 这个浏览器的另一个标签页正在使用此档案，其中的钱包无法读取。
owner-unknown = 这个浏览器没有说明是否有另一个标签页在使用同一档案，所以什么都不保存。

## 区块浏览器

search-empty = 请输入高度、区块哈希、交易 ID 或地址。
search-form = 请输入高度、区块哈希、交易 ID 或地址。哈希或 ID 只需开头几位。
short-beginning = 请至少输入哈希的 { $digits } 位。
ambiguous-beginning = 有多个区块和交易以此开头：请多输入几位。
many-transactions = 这条链的交易太多，无法按 ID 的开头搜索：请输入完整的 ID。
many-addresses = 以此开头的地址太多：请多输入几位。
no-block-at-height = 链在这个高度上没有区块。
not-block-hash = 这不是区块哈希。
unknown-block = 本节点没有那个区块。
not-txid = 这不是交易 ID。
unknown-transaction = 本节点没有这样的交易。
unknown-or-pruned =
    本节点没有这样的交易。它可能在区块 { $height } 或之前的区块中：那里币已全部花掉的交易已被删除。
unknown-or-spent = 本节点没有这样的交易，或者因为它的币已全部花掉而删除了它。
no-such-output = 这笔交易没有这样的输出。
long-history = 这个地址的历史记录太长，无法在这里累加。
not-hexadecimal = 这不是十六进制。
not-transaction = 这不是交易：{ $error }。
payment-replaced = 这笔付款已用更高的手续费重新发出：见交易 { $by }。
payment-cancelled = 你已用交易 { $by } 取消了这笔付款。
payment-spent = 这笔付款失败了：交易 { $by } 花掉了同样的币。
payment-unfunded = 这笔付款失败了：它花的币来自交易 { $by }，而那笔交易失败了。
payment-dropped = 这笔付款在打包进区块之前被放弃，仍有可能到账。

## 链和钱包

no-grants = 这条链不给新人发币。
grant-taken = 这个钱包已领过欢迎币，或者这条链不再发放。
no-grant-address = 这个钱包没有可以收款的地址。
unknown-chain = 这里没有保存那条链。请再次打开它的邀请链接。
relay-form = 中继的地址以 wss:// 或 ws:// 开头，最多 { $most } 个字符。
relay-known = 这条链已在使用那个中继。
many-relays = 这条链已在使用 { $most } 个中继，不能再多。请先移除一个。
relay-list = 没有使用与本页一同列出的中继：relays.json 必须是一个 JSON 列表，最多 { $most } 个地址。
listed-relay = 没有使用与本页一同列出的中继：relays.json 中的“{ $url }”不是中继的地址。
many-chains = 这里已保存 { $most } 条链，不能再多。请为这条链使用另一个浏览器档案或数据文件夹。
no-replaced-wallet = 这里没有保留被取代的钱包。
replaced-wallet-kept = 你之前取代的钱包还保留在这里，现在会被清除。请先恢复它，或者先清除它。
empty-passphrase = 密码至少需要一个字符。
passphrase-needed = 请输入这个钱包的密码。
not-backup = 这不是钱包的备份，或者它被截断或改动过。请选择文件的另一个副本。
backup-version = 这个备份由较新版本的 Tabchain 制作。请更新这里的版本。
keep-newest = 请输入要保留的最新区块数：一个整数，至少为 { $least }。
not-author = 这条链上只有名单中的出块人能出块，其中没有你的公钥。
hidden-text = 其中有隐藏的或易混淆的字符：请用普通字母重新输入。
payment-refused = 交易被拒绝：{ $error }。
no-chain = 请先创建或加入一条链。

## 其他标签页和本设备

nothing-to-take-over = 没有可以接手的内容。
other-tabs-wallet =
    这个浏览器的另一个标签页保存着这个钱包。请在那里更改，或者关闭那个标签页：本标签页随后接手。
other-tabs-key =
    这个浏览器的另一个标签页保存着你的密钥。请在那里出块，或者关闭那个标签页：本标签页随后接手。
other-tabs-chain =
    这个浏览器的另一个标签页保存着这条链。请在那里操作，或者关闭那个标签页：本标签页随后接手。
not-changed = 没有任何更改，因为无法保存：{ $error }。
blocks-stay = 这条链的区块仍在这里：{ $error }。
data-stays = 这条链保存的数据仍在这里：{ $error }。
chain-unopened = 这条链无法打开：{ $error }。
blocks-unread = 本标签页内存中的区块无法读取：{ $error }。
no-room = 你所有的链在本设备上最多可占 { $megabytes } MB，现在几乎用满。请先移除一条链。

## 证明、收据和时间戳

proof-still-waits = 这笔交易还没有进入区块。进入之后就可以证明。
proof-not-in-block = 在本节点的区块中没有这样的交易。
proof-in-genesis =
    它属于链的第一个区块，由链的设置决定：知道这条链的人都知道它，所以没有什么需要证明。
proof-block-pruned = 为了节省空间，本节点已删除那个区块。保留全部区块的节点可以制作证明。
proof-too-far =
    它的区块离第一个区块超过 { $most } 个，证明文件放不下。短收据对这条链上的人仍然有效。
proof-cant-prove = 无法证明：{ $error }。
receipt-needs-chain =
    短收据只能在它自己的链上验证。请在这里打开那条链再验证，或者索要文件形式的完整收据。
not-chain-name = 这既不是创世哈希（64 位），也不是邀请链接。
proof-no-file = 收据正确，但它是付款的收据：与任何文件都无关。请不要选择文件，再验证一次。
proof-other-file =
    这不是加了时间戳的那个文件。证明针对的是另一个文件，或者文件后来有改动：多一个或少一个字母就是另
    一个文件。
not-proof = 这不是证明。请选择用“保存证明”或“保存收据”得到的文件；文件名以 .tabproof 结尾。
proof-old-version = 这份证明由本页的较旧版本制作，现在的版本无法读取。请索要一份新的。
proof-new-version = 这份证明由本页的较新版本制作。请重新加载页面，以获得最新版本。
proof-damaged = 证明已损坏或不完整。请再索要一次。
proof-too-large = 这个文件大于 { $megabytes } MB，没有证明会这么大。你选的是不是文件本身？
proof-future =
    证明中的区块 { $height } 来自将来（{ $rule }）：证明已损坏或被伪造。或者是本设备的时钟不准？
proof-forged = 证明已损坏，或者有人试图伪造：{ $error }。
proof-other-chain = 这份证明属于另一条链，不是这一条：它属于 { $found }。
receipt-other-chain =
    这张短收据属于另一条链，不是已打开的这一条：那条链的创世哈希是 { $found }。请打开那条链再验证，
    或者索要文件形式的完整收据。
receipt-unknown-block = 本节点没有这个区块，至少现在还没有，所以这张收据在这里不证明任何事。
receipt-lost = 工作量更多的分支取代了这张收据的区块。那个区块的内容在这条链上不算数。
receipt-forged = 收据已损坏，或者有人试图伪造：{ $error }。
fee-changed = 手续费有变化：现在是 { $fee }。没有签名任何内容。请重新选择文件。
stamp-funds =
    一个时间戳需要约 { $needed } 的手续费，而现在可用 { $available }。请先挖一个区块，或者请朋友付给
    你一些。
not-sha256 = 这不是 SHA-256：它有 64 位，由 0 到 9 和 a 到 f 组成。

## Accounts, descriptors and signed messages

not-own-address = 这不是本钱包的地址，本钱包无法用它签名。
not-message-signature = 这不是消息的签名，或者缺了一部分。签名共有 136 个字符。
many-accounts = 本钱包在这条链上已有 { $most } 个账户，不能再添加。
no-account = 没有这个账户。
account-known = 这个账户已经在这里了。
descriptor-elsewhere = 这个描述符属于另一条链。请先打开那条链。
watch-only = 这个账户仅供查看：它的助记词不在这里，因此不能用它付款或签名。
