"""Store what is known of subjects: dossiers, registers, lists of subjects and specimens."""
