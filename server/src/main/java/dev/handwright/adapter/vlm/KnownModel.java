package dev.handwright.adapter.vlm;

import dev.handwright.agent.Prices;
import java.util.Optional;

/**
 * What is known about one model.
 *
 * @param name as workflows say it
 * @param id as the vendor calls it
 * @param tool the vendor's type of its computer tool; empty where it has none
 * @param beta a value for the vendor's header of betas
 * @param longestEdge of pictures it takes
 * @param mostPixels of pictures it takes
 * @param grid see {@link dev.handwright.agent.Models.Chosen}
 * @param mostOutput tokens in one answer, thoughts included
 */
public record KnownModel(
        String name,
        String id,
        Api api,
        Optional<String> tool,
        Optional<String> beta,
        int longestEdge,
        long mostPixels,
        Optional<Integer> grid,
        int mostOutput,
        Optional<Prices> prices) {
    /** The forms of requests there are. */
    public enum Api {
        /** Anthropic's Messages. */
        ANTHROPIC,
        /** OpenAI's Responses. */
        OPENAI,
        /** Chat completions, as many servers have them. */
        COMPATIBLE
    }
}
