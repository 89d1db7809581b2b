article-answer = { $text } ({ $source }, { $seen })
article-unsure = { $text } Pastikan dulu ya. ({ $source }, { $seen })
article-which = Maksud Anda salah satu ini?
article-none = Maaf, jawabannya belum ada di sini. Tulis PETUGAS kalau mau ditanyakan ke petugas.
article-old = Maaf, keterangan itu sudah lewat masanya dan belum kami perbarui. Tulis PETUGAS untuk bertanya ke petugas.
