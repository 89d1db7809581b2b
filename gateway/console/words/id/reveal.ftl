reveal = Tampilkan nomor
reveal-lead = Untuk apa? Alasan ini dicatat di jejak kerja.
reveal-why = Tulis alasannya, paling sedikit lima huruf.
reveal-show = Tampilkan sekali
revealed = Nomor warga:
