cctv-answer = CCTV caket { $place }: { $cameras }. Tingali: { $link }{ $age ->
    [0] {""}
   *[other] {" "}(daptar { $age } { $unit } kapengker)
}
cctv-far = Teu acan aya CCTV kota nu kauninga caket { $place }.
cctv-where = CCTV di daérah mana? Serat nami jalan atanapi kalurahan, atanapi kintun lokasi.
cctv-none = Hapunten, abdi teu acan gaduh daptar CCTV kota.
