package io.github.hirakuarai.codexrunner.github;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Takes a body up to a size: what is longer ends the request, so that nobody fills this process's memory.
 *
 * @param limit in bytes
 */
record BoundedBody(long limit) implements BodyHandler<byte[]> {

    @Override
    public BodySubscriber<byte[]> apply(HttpResponse.ResponseInfo response) {
        return new Subscriber(limit);
    }

    /** The body is longer than allowed. */
    static final class TooLongException extends IOException {

        private static final long serialVersionUID = 1;
    }

    private static final class Subscriber implements BodySubscriber<byte[]> {

        private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
        private long left;
        private Flow.@Nullable Subscription subscription;

        Subscriber(long limit) {
            this.left = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return bytes.getBody();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            bytes.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            if (left < 0) {
                return;
            }
            for (ByteBuffer buffer : buffers) {
                left -= buffer.remaining();
            }
            if (left >= 0) {
                bytes.onNext(buffers);
                return;
            }
            if (subscription != null) {
                subscription.cancel();
            }
            bytes.onError(new TooLongException());
        }

        @Override
        public void onError(Throwable e) {
            bytes.onError(e);
        }

        @Override
        public void onComplete() {
            bytes.onComplete();
        }
    }
}
