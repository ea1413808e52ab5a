/**
 * Runs each brief in a pod of its own: a lane with {@code executor: kubernetes}.
 *
 * <p>The pod is made when the workspace is opened, and deleted when it is closed. Its name is made from the run's id, so that
 * creating it is a compare-and-set, and a runner that was killed finds it again. It is a bare pod that is never restarted: a job
 * may start a pod twice. It holds a clone of the repository with the base commit alone, which comes from the runner through
 * {@code exec}; what the steps change goes back the same way. No credential is there. The work itself is that of every host with
 * bash and git ({@link io.github.hirakuarai.codexrunner.executor.host.HostExecutor}).
 *
 * <p><b>What is trusted of an exec.</b> {@code RunPod} → {@code PodCommand} → {@code FramedOutput} and {@code MarkedInput}.
 * The protocol cannot close standard input alone, may end with exit code 0 while the command runs, and may lose the end of an
 * output. So input goes in frames with their lengths, and each output ends with a mark that only this command knows. Without
 * the mark the connection was lost, whatever the exit code says. A command is short and may be repeated; whether a step has
 * succeeded is known from the supervisor's result alone.
 *
 * <p><b>What is told of a pod.</b> {@code PodState} puts the status into words: why the pod does not start, and why it has
 * ended. A pod that has ended never means success.
 */
@NullMarked
package io.github.hirakuarai.codexrunner.executor.kubernetes;

import org.jspecify.annotations.NullMarked;
