open_data-answer = Ada { $count } data: { $titles }; selengkapnya: { $link }{ $age ->
    [0] {""}
   *[other] {" "}(daftar { $age } { $unit } lalu)
}
open_data-none = Belum ada data terbuka tentang "{ $text }"{ $age ->
    [0] .
   *[other] {" "}(daftar { $age } { $unit } lalu).
} Coba kata lain, atau cari di { $site }.
open_data-what = Data apa yang dicari? Sebutkan topiknya, misalnya: data jumlah penduduk. Semua data terbuka kota ada di { $site }.
open_data-unknown = Maaf, kami belum punya daftar data terbuka kota.
