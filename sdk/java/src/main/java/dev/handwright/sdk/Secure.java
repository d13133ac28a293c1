package dev.handwright.sdk;

/**
 * A reference to a secret, for components of a workflow's SecureParams only. The value itself never
 * enters the sandbox; {@link Computer#type(Secure)} is the only use.
 */
public final class Secure {
    private final String name;

    public Secure(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    @Override
    public String toString() {
        return "<secure " + name + ">";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secure secure && secure.name.equals(name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
