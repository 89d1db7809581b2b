budget-answer = Anggaran { $name } taun { $year }: { $amount }. Numutkeun data { $seen }.
budget-year = Data anggaran taun { $year } teu acan aya. Nu aya: { $years }.
budget-none = Hapunten, abdi teu acan gaduh data anggaran kota nu tiasa dipercanten.
