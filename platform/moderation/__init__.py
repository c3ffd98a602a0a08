"""Reports, holds, hiding, suspension and appeal."""
