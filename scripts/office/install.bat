@echo off
rem Installs graphmodel from this folder, without a network.
chcp 65001 >nul
cd /d "%~dp0"
set /p wanted=<python-version
py -%wanted% --version >nul 2>nul && (py -%wanted% install.py & goto done)
python --version >nul 2>nul && (python install.py & goto done)
echo 需要 Python %wanted%，这台机器上没有。 / Python %wanted% is needed and is not on this machine.
:done
pause
