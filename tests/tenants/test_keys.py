import os
from uuid import UUID, uuid4

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from tenants.ciphers import SM4GCM
from tenants.errors import BrokenSeal, WrongMasterKey
from tenants.keys import CipherName, TenantKeys, normalise
from tenants.vault import SECRET_SIZE, derive, unwrap, wrap

TENANT, ROW = UUID(int=1), UUID(int=2)
DATA = {1: b"d" * SECRET_SIZE, 3: b"e" * SECRET_SIZE}
PLACE = {"table": "child", "row": ROW, "field": "resident_id"}
NUMBER = "11010519491231002X"
CIPHERS: tuple[CipherName, ...] = ("sm4", "aes")


def keys(
    cipher: CipherName = "sm4", *, tenant: UUID = TENANT, current: int = 1, index: bytes = b"i" * 32
) -> TenantKeys:
    return TenantKeys(tenant, cipher=cipher, data=DATA, current=current, index=index)


def seal(made: TenantKeys, text: str = NUMBER) -> bytes:
    return made.encrypt(text, table="child", row=ROW, field="resident_id")


def test_agrees_with_the_vector_of_rfc_8998() -> None:
    # RFC 8998, A.1: SM4-GCM Test Vectors
    cipher = SM4GCM(bytes.fromhex("0123456789ABCDEFFEDCBA9876543210"))
    iv = bytes.fromhex("00001234567800000000ABCD")
    place = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
    plain = bytes.fromhex(
        "AAAAAAAAAAAAAAAABBBBBBBBBBBBBBBBCCCCCCCCCCCCCCCCDDDDDDDDDDDDDDDD"
        "EEEEEEEEEEEEEEEEFFFFFFFFFFFFFFFFEEEEEEEEEEEEEEEEAAAAAAAAAAAAAAAA"
    )
    sealed = bytes.fromhex(
        "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
        "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
        "83DE3541E4C2B58177E065A9BF7B62EC"
    )
    assert cipher.encrypt(iv, plain, place) == sealed
    assert cipher.decrypt(iv, sealed, place) == plain
    with pytest.raises(InvalidTag):
        cipher.decrypt(iv, sealed, place + b"x")


@pytest.mark.parametrize("cipher", CIPHERS)
def test_a_cell_opens_in_its_own_place(cipher: CipherName) -> None:
    cell = seal(keys(cipher))
    assert len(cell) == 48
    assert NUMBER.encode() not in cell
    assert keys(cipher).decrypt(cell, table="child", row=ROW, field="resident_id") == NUMBER


@given(st.text())
def test_any_text_comes_back(text: str) -> None:
    made = keys("aes")
    encodable = text.encode("utf-8", "ignore").decode()
    assert made.decrypt(seal(made, encodable), table="child", row=ROW, field="resident_id") == encodable


@pytest.mark.parametrize("cipher", CIPHERS)
@pytest.mark.parametrize(
    "other", [{"row": uuid4()}, {"field": "phone"}, {"table": "guardian"}, {"table": "child|resident", "field": "id"}]
)
def test_a_moved_cell_does_not_open(cipher: CipherName, other: dict[str, object]) -> None:
    cell = seal(keys(cipher))
    with pytest.raises(BrokenSeal):
        keys(cipher).decrypt(cell, **{**PLACE, **other})  # type: ignore[arg-type]


@pytest.mark.parametrize("cipher", CIPHERS)
def test_a_cell_of_another_tenant_does_not_open(cipher: CipherName) -> None:
    cell = seal(keys(cipher, tenant=uuid4()))
    with pytest.raises(BrokenSeal):
        keys(cipher).decrypt(cell, table="child", row=ROW, field="resident_id")


@pytest.mark.parametrize("cipher", CIPHERS)
def test_every_changed_byte_is_noticed(cipher: CipherName) -> None:
    cell = seal(keys(cipher))
    for position in range(len(cell)):
        changed = bytearray(cell)
        changed[position] ^= 0x40
        with pytest.raises(BrokenSeal):
            keys(cipher).decrypt(bytes(changed), table="child", row=ROW, field="resident_id")
    with pytest.raises(BrokenSeal):
        keys(cipher).decrypt(cell[:29], table="child", row=ROW, field="resident_id")


def test_the_same_number_is_sealed_differently_each_time() -> None:
    made = keys()
    assert len({seal(made) for _ in range(100)}) == 100


def test_cells_of_the_other_cipher_and_of_older_keys_still_open() -> None:
    for cell in (seal(keys("sm4")), seal(keys("aes")), seal(keys("aes", current=3))):
        assert keys("sm4", current=3).decrypt(cell, table="child", row=ROW, field="resident_id") == NUMBER


def test_an_unknown_key_is_named_without_the_content() -> None:
    stranger = TenantKeys(TENANT, cipher="sm4", data={9: os.urandom(32)}, current=9, index=os.urandom(32))
    with pytest.raises(BrokenSeal, match=r"密钥 9.*key 9"):
        keys().decrypt(seal(stranger), table="child", row=ROW, field="resident_id")


@pytest.mark.parametrize(
    "written",
    ["11010519491231002x", " 110105 19491231 002X ", "１１０１０５１９４９１２３１００２Ｘ", "110105-19491231-002X"],
)
def test_the_blind_index_finds_a_number_however_it_was_written(written: str) -> None:
    assert keys().blind(written) == keys().blind(NUMBER)
    assert normalise(written) == NUMBER


def test_the_blind_index_is_short_and_each_tenant_has_its_own() -> None:
    mine, other = keys().blind(NUMBER), keys(index=b"j" * 32).blind(NUMBER)
    assert len(mine) == 16
    assert mine != other
    assert mine != keys().blind("110105194912310011")


def test_the_blind_index_is_hmac_sm3() -> None:
    import hmac

    assert keys().blind(NUMBER) == hmac.digest(b"i" * 32, NUMBER.encode(), "sm3")[:16]


def test_a_wrapped_secret_opens_with_its_master_key_in_its_place_alone() -> None:
    master, secret = os.urandom(32), os.urandom(32)
    wrapped = wrap(master, TENANT, "key data 1", secret)
    assert secret not in wrapped
    assert unwrap(master, TENANT, "key data 1", wrapped) == secret
    for other in ((os.urandom(32), TENANT, "key data 1"), (master, ROW, "key data 1"), (master, TENANT, "key index 2")):
        with pytest.raises(WrongMasterKey):
            unwrap(*other, wrapped)


def test_derived_keys_differ_by_use() -> None:
    assert derive(b"s" * 32, "a") != derive(b"s" * 32, "b")
    assert len(derive(b"s" * 32, "a", size=16)) == 16
