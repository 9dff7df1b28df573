"""Secrets and settings as the doctor sees them."""

import asyncpg

from api.doctor.finding import Finding
from settings import Settings

SECRETS = "密钥与设置 secrets"


async def secrets(owner: asyncpg.Connection, settings: Settings) -> Finding:
    """Look whether a real service runs with what belongs to a demo, beside what the settings themselves refuse."""
    if settings.env != "production":
        told = "演示或测试：令牌公开，勿录入真实信息 / demo or test: tokens are public, enter nothing real"
        return Finding(SECRETS, f"TONGHU_ENV={settings.env}: {told}")
    if await owner.fetchval("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"):
        mend = "为其另建仅有 CREATEROLE 的登录 / give it a login of its own with CREATEROLE alone"
        return Finding(SECRETS, "TONGHU_DATABASE_URL 使用超级用户 / logs in as a superuser", mend)
    if settings.database_url is None:
        mend = "设置 TONGHU_DATABASE_URL / set TONGHU_DATABASE_URL"
        return Finding(SECRETS, "生产环境使用内置数据库 / production runs on the embedded server", mend)
    return Finding(SECRETS, "TONGHU_ENV=production")
