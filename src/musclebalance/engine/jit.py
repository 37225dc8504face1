"""From instructions to a function that can be called.

Instructions come in the order in which they should run (`schedule`), and LLVM must be told to keep it: by a
switch that holds for the whole process, so it is thrown in a child made for that alone, which runs this file.
"""

from __future__ import annotations

import ctypes
import hashlib
import inspect
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[[int], None]
KEEP_ORDER = "-enable-misched=false"
KEEP_ORDER_KNOWN = range(20, 23)  # versions of LLVM with the switch; the first and the last were tried
NEEDED = "llvmlite>=0.45"  # older ones read other instructions


def missing() -> str:
    """Why no machine code can be made here; empty where it can be."""
    try:
        import llvmlite.binding as llvm
    except ImportError:
        return "llvmlite is not installed"
    except OSError as problem:
        return f"llvmlite cannot be loaded ({problem})"
    old = llvm.llvm_version_info[0] < KEEP_ORDER_KNOWN.start
    return "the llvmlite that is installed is too old" if old else ""


class Machine:
    """The code generator for this machine."""

    def __init__(self) -> None:
        import llvmlite.binding as llvm

        llvm.initialize_native_target()
        llvm.initialize_native_asmprinter()
        self._llvm = llvm
        features = llvm.get_host_cpu_features()
        self._features = features.flatten()
        self._target = llvm.Target.from_default_triple().create_target_machine(
            cpu=llvm.get_host_cpu_name(), features=self._features, opt=3, jit=True
        )
        self.doubles = 8 if features.get("avx512f") else 4 if features.get("avx") else 2
        self._engines: list[Any] = []  # each owns the code of one kernel

    def key(self, text: str) -> str:
        """Name of a kernel: a digest of everything that decides its machine code."""
        llvm = self._llvm
        host = (llvm.get_host_cpu_name(), self._features, llvm.get_default_triple())
        parts = (text, *host, str(llvm.llvm_version_info))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]

    def compile(self, text: str) -> bytes:
        """Object code of a kernel."""
        return bytes(self._target.emit_object(improved(text, self._target)))

    def child(self) -> subprocess.Popen[bytes] | None:
        """A process to compile in; None where there can be none, or where LLVM does not know the switch."""
        python = sys.executable or ""
        known = self._llvm.llvm_version_info[0] in KEEP_ORDER_KNOWN
        if not known or "python" not in Path(python).name.lower():
            return None  # the executable of an embedded or frozen interpreter is its host, or the application
        try:
            program, place = inspect.getsource(sys.modules[__name__]), Path(self._llvm.__file__).parents[2]
            return subprocess.Popen(
                [python, "-I", "-S", "-c", program, str(place)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError:
            return None

    def load(self, code: bytes, name: str = "advance") -> Run:
        """Function of an object file; it runs without holding the interpreter's lock."""
        engine = self._llvm.create_mcjit_compiler(self._llvm.parse_assembly(""), self._target)
        engine.add_object_file(self._llvm.ObjectFileRef.from_data(code))
        engine.finalize_object()
        self._engines.append(engine)
        address = engine.get_function_address(name)
        return ctypes.CFUNCTYPE(None, ctypes.c_void_p)(address)


def improved(text: str, target: Any) -> Any:
    """Instructions as LLVM's module, checked and improved for a target."""
    import llvmlite.binding as llvm

    module = llvm.parse_assembly(text)
    module.verify()
    builder = llvm.create_pass_builder(target, llvm.create_pipeline_tuning_options(speed_level=3))
    builder.getModulePassManager().run(module, builder)
    return module


def for_another(text: str, triple: str, **options: str) -> tuple[Any, Any]:
    """The code generator of a machine that is not this one, and instructions improved for it."""
    import llvmlite.binding as llvm

    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(triple).create_target_machine(opt=3, **options)
    head = f'target triple = "{triple}"\ntarget datalayout = "{target.target_data}"\n'
    return target, improved(head + text, target)


def compile_in(child: subprocess.Popen[bytes] | None, text: str) -> bytes | None:
    """Object code of a kernel, its instructions in the order of the text; None if the child fails."""
    if child is None:
        return None
    try:
        code, _ = child.communicate(text.encode(), timeout=600)
    except (OSError, subprocess.SubprocessError):
        child.kill()
        return None
    return code if child.returncode == 0 and code else None


def _child() -> None:
    """Object code of the instructions on stdin; the argument is where llvmlite lives."""
    sys.path.append(sys.argv[1])
    import llvmlite.binding as llvm

    llvm.set_option("musclebalance", KEEP_ORDER)
    sys.stdout.buffer.write(Machine().compile(sys.stdin.buffer.read().decode()))


if __name__ == "__main__":
    _child()
