package dev.handwright.workspaces;

/**
 * A key just made.
 *
 * @param text the only time that it can be seen
 */
public record NewKey(ApiKey key, String text) {
    /** What is stored in place of the text. */
    public String hash() {
        return KeyText.hash(text);
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
