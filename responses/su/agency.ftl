agency-answer = { $agency }: { $contact }. Numutkeun data { $seen }, bilih parantos robih.
agency-no-contact = Kontak { $agency } teu acan aya dina data abdi. Upami aya masalah, mangga serat di dieu, engke diteraskeun.
agency-unknown = Bade milari kontak dinas mana? Serat nami dinas atanapi masalahna, contona: kontak lampu jalan.
