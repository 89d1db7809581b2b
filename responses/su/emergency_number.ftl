emergency_number-answer = Darurat: telepon { $first }, gratis 24 jam. Sanesna: pulisi { $police }, pemadam { $fire }, ambulans { $ambulance }, SAR { $rescue }, listrik PLN { $electricity }.
emergency_number-kind = Darurat: telepon { $first }, gratis 24 jam. { $kind }: { $number }.
emergency_number-police = Pulisi
emergency_number-fire = Pemadam kahuruan
emergency_number-ambulance = Ambulans
emergency_number-rescue = SAR (Basarnas)
emergency_number-electricity = Gangguan listrik PLN
