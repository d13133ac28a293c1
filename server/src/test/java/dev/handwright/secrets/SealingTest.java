package dev.handwright.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.handwright.fakes.CountingIds;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SealingTest {
    private static final KeyRing.Key OLD = new KeyRing.Key("old", new byte[32]);
    private static final KeyRing.Key NEW = new KeyRing.Key("new", filled(7));

    private final Sealing sealing = sealing(OLD);

    @Test
    void whatIsSealedOpensAtItsPlace() {
        var sealed = sealing.seal(new Secret("whsec_päss"), "row 1");
        assertThat(sealed).startsWith("v1.old.").doesNotContain("whsec");
        assertThat(sealing.open(sealed, "row 1").reveal()).isEqualTo("whsec_päss");
    }

    @Test
    void itDoesNotOpenAtAnotherPlace() {
        var sealed = sealing.seal(new Secret("a"), "row 1");
        assertThatThrownBy(() -> sealing.open(sealed, "row 2"))
                .hasMessageContaining("row 2 was changed, or was sealed for another place");
    }

    @Test
    void itDoesNotOpenWhenOneLetterIsChanged() {
        var sealed = sealing.seal(new Secret("a"), "row");
        var changed = sealed.substring(0, sealed.length() - 3) + "AAA";
        assertThatThrownBy(() -> sealing.open(changed, "row"))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theSameSecretIsSealedDifferentlyEachTime() {
        var secret = new Secret("a");
        assertThat(sealing.seal(secret, "row")).isNotEqualTo(sealing.seal(secret, "row"));
    }

    @Test
    void anOldKeyStillOpensAndTheNewOneSeals() {
        var before = sealing.seal(new Secret("a"), "row");
        var after = sealing(NEW, OLD);
        assertThat(after.open(before, "row").reveal()).isEqualTo("a");
        assertThat(after.seal(new Secret("a"), "row")).startsWith("v1.new.");
    }

    @Test
    void aMissingKeyIsNamed() {
        var sealed = sealing.seal(new Secret("a"), "row");
        assertThatThrownBy(() -> sealing(NEW).open(sealed, "row"))
                .hasMessageContaining("sealed with key old, which this server lacks");
    }

    @Test
    void keysForTwoPurposesDiffer() {
        var ring = new KeyRing(List.of(OLD));
        assertThat(ring.derive("a")).hasSize(32).isNotEqualTo(ring.derive("b"));
        assertThat(ring.derive("a")).isEqualTo(ring.derive("a"));
    }

    private static Sealing sealing(KeyRing.Key... keys) {
        return new Sealing(new KeyRing(List.of(keys)), new CountingIds());
    }

    private static byte[] filled(int value) {
        var bytes = new byte[32];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
