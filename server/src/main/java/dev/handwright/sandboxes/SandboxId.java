package dev.handwright.sandboxes;

/**
 * Names a sandbox, also for a later server.
 *
 * @param value sbx_ and 8 to 40 digits and small letters
 */
public record SandboxId(String value) {
    public SandboxId {
        if (!value.matches("sbx_[0-9a-z]{8,40}")) {
            throw new IllegalArgumentException("no sandbox is called " + value);
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
