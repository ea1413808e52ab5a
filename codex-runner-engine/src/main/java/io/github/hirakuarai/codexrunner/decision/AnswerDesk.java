package io.github.hirakuarai.codexrunner.decision;

import io.github.hirakuarai.codexrunner.context.Repositories;
import io.github.hirakuarai.codexrunner.ledger.AnswerBook;
import io.github.hirakuarai.codexrunner.model.BriefCommand;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.IssueRef;
import io.github.hirakuarai.codexrunner.model.RepositoryName;
import io.github.hirakuarai.codexrunner.spi.CommandAnswer;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Gives answers on issues, each once whatever runners there are.
 *
 * @param lease how long others leave an answer alone that was begun
 */
public record AnswerDesk(Repositories repositories, StateStore states, Duration lease) {

    /** The answers that were given or begun, oldest first. */
    List<AnswerBook.Answer> given(Place place) {
        return repositories.view(place.ledger(), place.issue()).answers().getOrDefault(place.key(), List.of());
    }

    /** Whether what has this id waits for an answer. */
    public boolean isOpen(Place place, String id) {
        return repositories.answerBook(place.ledger()).isOpen(id, given(place), lease);
    }

    /**
     * Gives an answer.
     *
     * @param seen commands whose users are shown that they were seen
     * @return whether it was this runner's turn
     */
    public boolean give(Place place, String id, List<BriefCommand> seen, CommandAnswer answer) {
        AnswerBook book = repositories.answerBook(place.ledger());
        Optional<AnswerBook.Turn> turn = book.begin(place.issue(), place.key(), id, lease);
        if (turn.isPresent()) {
            if (!seen.isEmpty()) {
                states.acknowledge(answer.issue(), seen, turn.get());
            }
            states.answer(answer, turn.get());
            book.give(turn.get());
        }
        return turn.isPresent();
    }

    /**
     * Where answers are noted.
     *
     * @param ledger the repository that holds the notes
     * @param key of the brief, or of what stands for one
     */
    public record Place(RepositoryName ledger, IssueRef issue, BriefKey key) {}
}
