cctv-answer = CCTV dekat { $place }: { $cameras }. Lihat: { $link }{ $age ->
    [0] {""}
   *[other] {" "}(daftar { $age } { $unit } lalu)
}
cctv-far = Belum ada CCTV kota yang kami tahu di dekat { $place }.
cctv-where = CCTV di daerah mana? Tulis nama jalan atau kelurahan, atau kirim lokasi.
cctv-none = Maaf, kami belum punya daftar CCTV kota.
