package dev.handwright.workspaces;

/**
 * A key just made.
 *
 * @param text the only time that it can be seen
 */
public record NewKey(ApiKey key, String text) {
    @Override
    public String toString() {
        return key.toString();
    }
}
