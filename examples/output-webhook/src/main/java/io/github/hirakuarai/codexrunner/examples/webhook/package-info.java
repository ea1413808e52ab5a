/** An output plugin in one class: posts a text to a webhook, as chat systems take it. */
@NullMarked
package io.github.hirakuarai.codexrunner.examples.webhook;

import org.jspecify.annotations.NullMarked;
