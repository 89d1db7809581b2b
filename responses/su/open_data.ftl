open_data-answer = Aya { $count } data: { $titles }; langkungna: { $link }{ $age ->
    [0] {""}
   *[other] {" "}(daptar { $age } { $unit } kapengker)
}
open_data-none = Teu acan aya data kabuka ngeunaan "{ $text }"{ $age ->
    [0] .
   *[other] {" "}(daptar { $age } { $unit } kapengker).
} Cobian kecap sanés, atanapi tingali { $site }.
open_data-what = Data naon nu dipilari? Sebatkeun jejerna, contona: data jumlah penduduk. Sadaya data kabuka kota aya di { $site }.
open_data-unknown = Hapunten, abdi teu acan gaduh daptar data kabuka kota.
