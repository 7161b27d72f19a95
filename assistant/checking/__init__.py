"""What a sentence that a language model wrote must share with what it cites: its facts, its sense, its meaning."""
