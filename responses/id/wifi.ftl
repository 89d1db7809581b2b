wifi-answer = WiFi gratis ({ $place }): { $spots }. Menurut data { $seen }.
wifi-far = Di sekitar itu ({ $place }) belum ada WiFi gratis yang kami tahu. Terdekat: { $spots }. Menurut data { $seen }.
wifi-where = Cari WiFi gratis di daerah mana? Tulis nama kelurahan atau kirim lokasi.
wifi-none = Maaf, kami belum punya daftar WiFi gratis yang bisa dipercaya.
