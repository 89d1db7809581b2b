agency-answer = { $agency }: { $contact }. Menurut data { $seen }, bisa saja sudah berubah.
agency-no-contact = Kontak { $agency } belum ada di data kami. Kalau ada masalah, ceritakan di sini, nanti kami teruskan.
agency-unknown = Kontak dinas mana yang dicari? Tulis nama dinas atau masalahnya, misalnya: kontak lampu jalan.
