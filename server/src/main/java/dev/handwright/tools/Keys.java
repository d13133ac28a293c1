package dev.handwright.tools;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Names of keys and the X key symbols they stand for. Named keys in any case, by their X, Windows
 * and PyAutoGUI names; single characters stand for themselves.
 *
 * @see <a href="https://www.x.org/releases/X11R7.7/doc/xproto/x11protocol.html#keysym_encoding">X11
 *     protocol, appendix A, KEYSYM encoding</a>
 */
public final class Keys {
    /** Characters beyond Latin-1 have their code point with this bit set. */
    private static final int UNICODE = 0x0100_0000;

    private static final int EURO = 0x20ac;

    /** The one of Latin-1 that the keyboard of desktops lacks. */
    private static final int SOFT_HYPHEN = 0xad;

    private static final Map<String, Integer> NAMED = new TreeMap<>();

    static {
        names(0xff0d, "return", "enter", "linefeed");
        names(0xff8d, "kp_enter", "numenter");
        names(0xff09, "tab");
        names(0x0020, "space", "spacebar");
        names(0xff08, "backspace");
        names(0xffff, "delete", "del");
        names(0xff1b, "escape", "esc");
        names(0xff63, "insert", "ins");
        names(0xff50, "home");
        names(0xff57, "end");
        names(0xff55, "pageup", "page_up", "prior", "pgup");
        names(0xff56, "pagedown", "page_down", "next", "pgdn", "pgdown");
        names(0xff51, "left", "arrowleft");
        names(0xff52, "up", "arrowup");
        names(0xff53, "right", "arrowright");
        names(0xff54, "down", "arrowdown");
        names(0xffe1, "shift", "shift_l", "shiftleft");
        names(0xffe2, "shift_r", "shiftright");
        names(0xffe3, "ctrl", "control", "control_l", "ctrl_l", "ctrlleft");
        names(0xffe4, "control_r", "ctrl_r", "ctrlright");
        names(0xffe9, "alt", "alt_l", "altleft", "option", "optionleft");
        names(0xffea, "alt_r", "altright", "optionright");
        names(0xfe03, "altgr", "iso_level3_shift");
        names(0xffeb, "super", "super_l", "win", "windows", "winleft", "meta", "cmd", "command");
        names(0xffec, "super_r", "winright");
        names(0xff67, "menu", "apps", "contextmenu");
        names(0xffe5, "capslock", "caps_lock");
        names(0xff7f, "numlock", "num_lock");
        names(0xff14, "scrolllock", "scroll_lock");
        names(0xff61, "print", "printscreen", "prtsc", "prtscr", "prntscrn");
        names(0xff13, "pause", "break");
        names('+', "plus", "add");
        names('-', "minus", "subtract");
        for (int i = 1; i <= 12; i++) {
            names(0xffbe + i - 1, "f" + i);
        }
        for (int i = 0; i <= 9; i++) {
            names(0xffb0 + i, "kp_" + i, "num" + i, "numpad" + i);
        }
        names(0xffaa, "kp_multiply", "multiply");
        names(0xffab, "kp_add");
        names(0xffad, "kp_subtract");
        names(0xffae, "kp_decimal", "decimal");
        names(0xffaf, "kp_divide", "divide");
    }

    private Keys() {}

    /** The symbol of a character as a keyboard would type it. */
    public static int ofCharacter(int codePoint) {
        boolean latin1 =
                (codePoint >= 0x20 && codePoint <= 0x7e)
                        || (codePoint >= 0xa0 && codePoint <= 0xff);
        if (latin1) {
            return codePoint;
        }
        return codePoint == EURO ? EURO : UNICODE | codePoint;
    }

    /**
     * Whether the keyboard of desktops (rooms/keyboard.xkb) has no key for it until one is
     * assigned: characters that are neither Latin-1 nor the euro.
     */
    public static boolean lacksKey(int symbol) {
        boolean older = symbol >= 0x100 && symbol < 0xfe00 && symbol != EURO;
        boolean unicode = symbol > (UNICODE | 0xff) && symbol <= (UNICODE | 0x10ffff);
        return older || unicode || symbol == SOFT_HYPHEN;
    }

    /** What Shift makes of a letter's symbol; of any other it makes nothing. */
    static int capital(int symbol) {
        boolean unicode = symbol >>> 24 == UNICODE >>> 24;
        return unicode || (symbol >= 0xa0 && symbol <= 0xff)
                ? ofCharacter(Character.toUpperCase(symbol & 0xffffff))
                : symbol;
    }

    /** The symbol of a key's name or of a single character; empty where there is no such key. */
    public static Optional<Integer> symbol(String name) {
        if (name.codePointCount(0, name.length()) == 1) {
            int character = name.codePointAt(0);
            return switch (character) {
                case '\n', '\r' -> Optional.of(0xff0d);
                case '\t' -> Optional.of(0xff09);
                default ->
                        Character.isISOControl(character)
                                ? Optional.empty()
                                : Optional.of(ofCharacter(character));
            };
        }
        return Optional.ofNullable(NAMED.get(name.strip().toLowerCase(Locale.ROOT)));
    }

    /** Splits {@code ctrl+shift+t} into its keys; {@code +} itself and {@code ctrl++} work too. */
    public static List<String> split(String chord) {
        var keys = new ArrayList<String>();
        int from = 0;
        while (from < chord.length()) {
            int plus = chord.indexOf('+', from + 1);
            int to = plus < 0 ? chord.length() : plus;
            keys.add(chord.substring(from, to));
            from = to + 1;
        }
        if (chord.length() > 1 && chord.endsWith("+") && !chord.endsWith("++")) {
            keys.add(""); // "ctrl+" lacks its last key, and must not pass as "ctrl"
        }
        return keys;
    }

    /** All names, for an error that lists what there is. */
    public static String list() {
        return String.join(" ", NAMED.keySet());
    }

    private static void names(int symbol, String... names) {
        for (var name : names) {
            NAMED.put(name, symbol);
        }
    }
}
