/** What people and operators command: the answers to commands on issues, commands from the terminal, and who commanded what. */
@NullMarked
package io.github.hirakuarai.codexrunner.command;

import org.jspecify.annotations.NullMarked;
