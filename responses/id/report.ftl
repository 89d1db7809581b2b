report-ask-description = Silakan ceritakan masalahnya dan di mana lokasinya.
report-ask-category = Masalahnya paling dekat dengan yang mana?
report-ask-place = Di mana lokasinya? Tulis jalan dan kelurahan atau patokannya.
report-ask-area = Itu di kelurahan atau kecamatan apa?
report-ask-correct = Apa yang mau diubah?
report-photo = Foto diterima.
report-voice = Pesan suara kami simpan untuk petugas.
report-ask-taken = Foto itu diambil di { $place }. Itu lokasinya?
report-person = Petugas kami akan melihat video atau mendengarkan suaranya, dan membalas di sini. Tulis MENU untuk layanan otomatis.
report-added = Sudah ditambahkan.
report-one-first = Masalah yang itu kami catat untuk laporan berikutnya. Selesaikan dulu yang ini.
report-outside = Lokasi itu di luar { $city }.
report-confirm = { $personal ->
    [none] {""}
   *[yes] Ada nomor/nama pribadi di teksnya.{" "}
 }{ $class ->
    [aspiration] Usulan
    [information] Permintaan informasi
   *[complaint] Pengaduan
 } { $category } di { $place }{ $either ->
    [none] {""}
   *[other] {" "}(atau { $either })
 }: "{ $description }"{ $photos ->
    [0] {""}
   *[other] , { $photos } foto
 }{ $when ->
    [none] {""}
   *[other] , { $when }
 }{ $answer ->
    [none] {""}
   *[other] , { $answer }
 }{ $another ->
    [none] {""}
   *[other] , { $another }
 }{ $hidden ->
    [none] {""}
    [name] , anonim
    [contents] , rahasia
   *[both] , anonim dan rahasia
 }. { $personal ->
    [none] Kirim?
   *[yes] Samarkan lalu kirim?
 }
report-filed = Terima kasih! Laporan diterima, nomor { $ticket }. Kami kabari perkembangannya di sini. Cek kapan saja: STATUS { $ticket }
report-filed-for = Laporan Anda sudah kami catat, nomor { $ticket }. Kami kabari perkembangannya di sini. Cek kapan saja: STATUS { $ticket }
report-status = { $ticket } ({ $category }, { $place }): { $status }.
report-status-notes = { $ticket } ({ $category }, { $place }): { $status }. { $notes }
report-status-public = { $ticket } ({ $category }): { $status }.
report-changed = Kabar laporan { $ticket } ({ $category }): { $status }.
report-changed-notes = Kabar laporan { $ticket } ({ $category }): { $status }. { $notes }
report-unknown = Kami tidak menemukan laporan { $ticket }. Mohon periksa lagi nomornya.
report-none = Belum ada laporan dari Anda di sini. Mau melapor? Tulis masalah dan lokasinya.
report-ask-when = Kapan kejadiannya? Misalnya: kemarin, 3 hari lalu, atau 12/11.
report-future = Tanggal itu belum terjadi. Coba lagi ya.
report-ask-kind = Ini pengaduan, usulan, atau permintaan informasi?
report-ask-hidden = Nama Anda mau disembunyikan? Anonim: nama tertutup. Rahasia: isinya juga tidak dibuka ke publik.
report-similar = Sudah ada laporan serupa: { $ticket }, { $place }, { $days ->
    [0] hari ini
   *[other] { $days } hari lalu
 }{ $supporters ->
    [0] {""}
   *[other] , { $supporters } pendukung
 }. Ikut mendukung?
report-similar-own = Anda sudah melaporkan ini: { $ticket }, { $place }, { $days ->
    [0] hari ini
   *[other] { $days } hari lalu
 }. Tambahkan ke laporan itu?
report-supported = Terima kasih! Dukungan Anda tercatat di laporan { $ticket }. Kabarnya kami kirim juga ke Anda. Cek kapan saja: STATUS { $ticket }
report-status-secret = Laporan { $ticket } ada di kami. Isinya rahasia, hanya pelapornya yang bisa melihat.
report-mine = Laporan Anda:
report-line = { $ticket } { $category }: { $status }
report-line-supported = { $ticket } { $category } (didukung): { $status }
choice-support = Ya, dukung
choice-add = Ya, tambahkan
choice-alone = Tetap lapor
choice-mask = Samarkan & kirim
choice-as-is = Kirim apa adanya
choice-skip = Lewati
choice-hide-name = Ya, anonim
choice-hide-both = Anonim dan rahasia
choice-hide-no = Tidak perlu
choice-kind-complaint = Pengaduan
choice-kind-aspiration = Usulan
choice-kind-information = Minta informasi
choice-field-when = Waktu
choice-field-kind = Pengaduan/usulan
choice-field-anonymous = Anonim
choice-field-secret = Rahasia
status-received = sudah kami terima
status-verified = sudah diperiksa
status-forwarded = sudah diteruskan ke dinas
status-in_progress = sedang dikerjakan
status-needs_information = dinas butuh keterangan tambahan
status-done = sudah selesai ditangani
status-rejected = tidak dapat ditindaklanjuti
status-duplicate = digabung dengan laporan serupa
