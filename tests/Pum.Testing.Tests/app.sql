CREATE TABLE film (id int PRIMARY KEY, title text);
INSERT INTO film VALUES (1, 'Ran'), (2, 'Ikiru');
