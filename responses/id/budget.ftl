budget-answer = Anggaran { $name } tahun { $year }: { $amount }. Menurut data { $seen }.
budget-year = Data anggaran tahun { $year } belum kami punya. Yang ada: { $years }.
budget-none = Maaf, kami belum punya data anggaran kota yang bisa dipercaya.
