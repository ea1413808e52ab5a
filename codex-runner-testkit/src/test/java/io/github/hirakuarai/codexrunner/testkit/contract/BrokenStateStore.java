package io.github.hirakuarai.codexrunner.testkit.contract;

import io.github.hirakuarai.codexrunner.model.Account;
import io.github.hirakuarai.codexrunner.model.BriefKey;
import io.github.hirakuarai.codexrunner.model.BriefState;
import io.github.hirakuarai.codexrunner.model.Issue;
import io.github.hirakuarai.codexrunner.model.Order;
import io.github.hirakuarai.codexrunner.spi.Fence;
import io.github.hirakuarai.codexrunner.spi.StateStore;
import io.github.hirakuarai.codexrunner.spi.StatusReceipt;
import io.github.hirakuarai.codexrunner.spi.StatusUpdate;
import io.github.hirakuarai.codexrunner.testkit.memory.InMemoryStateStoreTest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A store that is sound but for one requirement, the one whose test it is named after. */
public class BrokenStateStore extends InMemoryStateStoreTest {

    static volatile String broken = "";

    private final StateStore served = new Broken();

    @Override
    protected StateStore store() {
        return served;
    }

    private final class Broken implements StateStore {

        private @Nullable StatusReceipt first;
        private boolean taken;
        private int shown;
        private int answered;

        private boolean breaks(String test) {
            return broken.equals(test);
        }

        @Override
        public StatusReceipt show(StatusUpdate update, Fence fence) {
            shown++;
            StatusUpdate meant = update;
            if (breaks("aStateIsShownWithItsComment")) {
                meant = with(update, update.key(), BriefState.PICKED, update.comment());
            } else if (breaks("aSecondTimeChangesNothingAndAnswersTheSame")) {
                meant = with(update, update.key(), update.state(), update.comment() + "\nshown " + shown + " times");
            } else if (breaks("theNextStateTakesThePlaceOfTheLastInTheSameComment")
                    || (breaks("aCommentIsFoundByItsMarkerWhenItsIdWasLost") && update.commentId() == null)) {
                meant = with(update, new BriefKey(String.format("%064x", shown)), update.state(), update.comment());
            } else if (breaks("everyBriefHasACommentOfItsOwn")) {
                meant = with(update, KEY, update.state(), update.comment());
            }
            if (breaks("aDeletedCommentIsMadeAnew") && first != null) {
                return first;
            }
            first = store.show(meant, breaks("withoutAClaimNothingIsWritten") ? Fence.OPEN : fence);
            return first;
        }

        private static StatusUpdate with(
                StatusUpdate update, BriefKey key, BriefState state, @Nullable String comment) {
            return new StatusUpdate(update.id(), key, update.issue(), state, comment, update.commentId());
        }

        @Override
        public List<Order> orders(Issue issue) {
            List<Order> orders = new ArrayList<>(taken ? List.of() : store.orders(issue));
            if (breaks("nobodyHasOrderedAnything")) {
                orders.add(new Order("invented", Order.Kind.RETRY, null, person(), Instant.EPOCH));
            }
            if (breaks("readingOrdersWritesNothing")) {
                store.acknowledge(issue, orders, Fence.OPEN);
            }
            if (breaks("aPersonsOrderIsReadInTheirName")) {
                orders.replaceAll(order -> new Order(
                        order.id(), order.kind(), order.target(), new Account(8, "runner", true), order.at()));
            }
            if (breaks("anOrderKeepsItsIdSoThatItCountsOnce")) {
                orders.replaceAll(order ->
                        new Order(UUID.randomUUID().toString(), order.kind(), order.target(), order.by(), order.at()));
            }
            return orders;
        }

        @Override
        public void acknowledge(Issue issue, List<Order> orders, Fence fence) {
            taken = breaks("acknowledgingTakesNoOrderAway");
            store.acknowledge(issue, orders, fence);
        }

        @Override
        public void answer(Issue issue, Order order, String comment, Fence fence) {
            String meant = comment;
            if (breaks("anOrderHasOneAnswerWhichMayChange")) {
                answered++;
                meant = comment.replace("order=" + order.id(), "order=" + order.id() + "-" + answered);
            } else if (breaks("everyOrderAndBriefHasAnAnswerOfItsOwn")) {
                meant = comment.replace("order=order-2", "order=order-1");
            }
            String[] parts = meant.split("order=| -->", 3);
            Order shownFor = new Order(parts[1], order.kind(), order.target(), order.by(), order.at());
            store.answer(issue, shownFor, meant, breaks("noAnswerIsWrittenOutOfTurn") ? Fence.OPEN : fence);
        }

        @Override
        public void close() {}
    }
}
