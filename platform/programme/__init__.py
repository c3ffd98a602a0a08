"""Programme: terms of Katılıyoruz, applications to them, reviews and who takes part."""
