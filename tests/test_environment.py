"""The secret that a demo or test site makes for itself."""

from routing_site import environment


def test_the_secret_is_made_once_and_is_its_owners_alone(tmp_path):
    file = tmp_path / "var" / "secret_key"
    secret = environment.local_secret(file)
    assert len(secret) >= environment.SECRET_LENGTH
    assert environment.local_secret(file) == secret
    assert file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]


def test_the_secret_is_never_seen_half_made_and_the_first_process_decides(tmp_path, monkeypatch):
    file = tmp_path / "secret_key"

    def another_process_is_quicker(_bytes):
        assert not file.exists()
        file.write_text("theirs")
        return "ours"

    monkeypatch.setattr(environment.secrets, "token_urlsafe", another_process_is_quicker)
    assert environment.local_secret(file) == "theirs"
