source-down = Maaf, sumber datanya sedang tidak menjawab. Coba lagi sebentar lagi ya.
source-minutes = menit
source-hours = jam
