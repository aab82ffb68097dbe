"""kiosk_module() stops the configure when USES names a module that is not declared before."""
import pathlib
import subprocess
import sys
import tempfile

source = pathlib.Path(sys.argv[1])


def configures(lines):
    with tempfile.TemporaryDirectory() as folder:
        top = pathlib.Path(folder)
        for module in ("low", "high"):
            (top / "app" / module).mkdir(parents=True)
            (top / "include" / module).mkdir(parents=True)
            (top / "app" / module / "a.c").write_text(f"int {module};\n")
        (top / "CMakeLists.txt").write_text(
            "cmake_minimum_required(VERSION 3.25)\nproject(order LANGUAGES C)\n"
            f"include({source}/kiosk-config/cmake/kiosk_module.cmake)\n" + lines)
        run = subprocess.run(["cmake", "-S", folder, "-B", f"{folder}/build"],
                             capture_output=True, text=True)
        return run.returncode == 0, run.stderr


right, _ = configures("kiosk_module(low)\nkiosk_module(high USES low)\n")
wrong, message = configures("kiosk_module(high USES low)\nkiosk_module(low)\n")
print(message.strip())
sys.exit(not (right and not wrong and "not declared before" in message))
