source-down = Maaf, sumber datanya sedang tidak menjawab. Coba lagi sebentar lagi ya.
source-minutes = menit
source-hours = jam
source-no-more = Itu saja yang kami tahu. Ada pertanyaan lain? Tulis saja di sini.
