@echo off
rem Opens graphmodel in a browser window of this machine.
chcp 65001 >nul
cd /d "%~dp0"
if not exist venv\Scripts\python.exe (
    echo 还没有安装，请先双击 install.bat。 / Not installed yet: double-click install.bat first.
    pause
    exit /b 3
)
venv\Scripts\python.exe -m graphmodel serve --store data %*
if errorlevel 1 pause
