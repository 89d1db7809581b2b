alerts-on = Siap. Kalau ada peringatan { $topic } untuk { $place }, kami kabari di sini. Untuk berhenti, tulis BERHENTI LANGGANAN.
alerts-off = Langganan peringatan dihentikan. Mulai lagi: LANGGANAN CUACA. Tanpa pesan sama sekali: BERHENTI.
alerts-outside = Maaf, peringatan hanya untuk { $city }. Tulis misalnya: LANGGANAN CUACA DAGO.
alerts-topic-weather = cuaca (BMKG)
alerts-topic-air = udara buruk
alert-weather = Peringatan BMKG: { $event } di { $place } sampai { $until }. Jauhi pohon dan sungai. Darurat 112. Berhenti: BERHENTI LANGGANAN.
alert-air = Udara di { $place } sekarang { $band } (ISPU { $value }). { $advice } Sumber: { $source }. Berhenti: BERHENTI LANGGANAN.
