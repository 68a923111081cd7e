"""What scenes are asked for: settings alone, which no reader or builder is needed for."""
