emergency_number-answer = Emergency: call { $first }, free, day and night. Also: police { $police }, fire { $fire }, ambulance { $ambulance }, rescue { $rescue }, power PLN { $electricity }.
emergency_number-kind = Emergency: call { $first }, free, day and night. { $kind }: { $number }.
emergency_number-police = Police
emergency_number-fire = Fire brigade
emergency_number-ambulance = Ambulance
emergency_number-rescue = Search and rescue
emergency_number-electricity = Power cuts (PLN)
