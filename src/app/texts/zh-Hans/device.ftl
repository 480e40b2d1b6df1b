### 用户对本设备上的页面所做的选择。

title = 本设备
language = 语言
language-browser = 跟随浏览器
language-missing = { $language } 未能加载，所以页面显示英文。请检查网络连接，然后重试。
language-again = 重试
theme = 外观
theme-system = 跟随系统
theme-light = 浅色
theme-dark = 深色

## 页面不在眼前时显示的通知

notifications-off = 开启后，页面不在眼前时也会通知你收到付款和挖到区块。
notifications-on = 页面不在眼前时，会通知你收到付款和挖到区块。
notifications-blocked = 本页的通知已被阻止：请在浏览器的网站设置中允许通知。
notifications-want = 开启通知
notifications-stop = 关闭通知

## 作为设备上的程序

install-text = 把 Tabchain 装到设备上，它就会在单独的窗口中打开。
install = 安装 Tabchain
