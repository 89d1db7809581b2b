sound = Bunyikan tanda
sound-waits = Tanda berbunyi setelah Anda menekan sesuatu di halaman ini.
news-one = 1 percakapan baru
news-many = { $n } percakapan baru
